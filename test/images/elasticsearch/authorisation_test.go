package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

// newNode opens a node on a data directory, with an administrator in its file realm.
func newNode(t *testing.T, data string) *node {
	t.Helper()
	s := settings{"path.data": {data}, "action.auto_create_index": {"+lake-*,+logs-*,-*"}}
	n, err := openNode(s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	hash, _ := bcrypt.GenerateFromPassword([]byte("secret-a"), bcrypt.MinCost)
	n.users.file.hashes["administrator"] = string(hash)
	n.users.file.roles["administrator"] = []string{"superuser"}
	return n
}

// ask sends a request and gives its status and answer.
func ask(n *node, user, method, path, body string) (int, string) {
	raw := httptest.NewRequest(method, path, strings.NewReader(body))
	raw.Header.Set("Content-Type", "application/json")
	if user != "" {
		name, password, _ := strings.Cut(user, ":")
		raw.SetBasicAuth(name, password)
	}
	recorder := httptest.NewRecorder()
	n.ServeHTTP(recorder, raw)
	return recorder.Code, recorder.Body.String()
}

const administrator = "administrator:secret-a"

func must(t *testing.T, n *node, user, method, path, body string, status int) string {
	t.Helper()
	got, answer := ask(n, user, method, path, body)
	if got != status {
		t.Errorf("%s %s as %q: %d, wanted %d: %s", method, path, user, got, status, answer)
	}
	return answer
}

func putPrincipal(t *testing.T, n *node, name, roleBody string) string {
	t.Helper()
	must(t, n, administrator, "PUT", "/_security/role/"+name, roleBody, 200)
	hash, _ := bcrypt.GenerateFromPassword([]byte("secret-"+name), bcrypt.MinCost)
	must(t, n, administrator, "PUT", "/_security/user/"+name, fmt.Sprintf(`{"password_hash":%q,"roles":[%q]}`, hash, name), 200)
	return name + ":secret-" + name
}

func TestNobodyIsLetInWithoutAPassword(t *testing.T) {
	n := newNode(t, t.TempDir())
	for _, user := range []string{"", "administrator:wrong", "elastic:changeme", "nobody:x"} {
		for _, path := range []string{"/", "/_cluster/health", "/_security/user", "/lake-a/_search", "/nothing/of/the/kind"} {
			must(t, n, user, "GET", path, "", 401)
		}
	}
}

// TestPrivileges tries every action with a role of one privilege on `lake-*`: exactly the listed ones are allowed.
func TestPrivileges(t *testing.T) {
	actions := map[string][3]string{
		"search": {"GET", "/lake-a/_search", ""}, "read": {"GET", "/lake-a/_doc/1", ""}, "count": {"GET", "/lake-a/_count", ""},
		"write": {"PUT", "/lake-a/_doc/1", `{"n":1}`}, "remove": {"DELETE", "/lake-a/_doc/none", ""},
		"make": {"PUT", "/lake-b", ""}, "drop": {"DELETE", "/lake-b", ""}, "look": {"GET", "/lake-a", ""},
		"refresh": {"POST", "/lake-a/_refresh", ""},
	}
	allowed := map[string]string{
		"read": "search read count", "write": "write remove", "create_index": "make", "view_index_metadata": "look",
		"manage": "make drop look refresh", "all": "search read count write remove make drop look refresh", "none": "",
	}
	for privilege, list := range allowed {
		for action, request := range actions {
			n := newNode(t, t.TempDir())
			must(t, n, administrator, "PUT", "/lake-a/_doc/1", `{"n":0}`, 201)
			if action == "drop" {
				must(t, n, administrator, "PUT", "/lake-b", "", 200)
			}
			user := putPrincipal(t, n, "tester", fmt.Sprintf(`{"indices":[{"names":["lake-*"],"privileges":[%q]}]}`, privilege))
			status, answer := ask(n, user, request[0], request[1], request[2])
			wanted := strings.Contains(" "+list+" ", " "+action+" ")
			if (status != 403) != wanted {
				t.Errorf("privilege %s, %s: status %d: %s", privilege, action, status, answer)
			}
			// The same on another name is never allowed.
			elsewhere := strings.ReplaceAll(request[1], "/lake-", "/other-")
			if status, answer := ask(n, user, request[0], elsewhere, request[2]); status != 403 {
				t.Errorf("privilege %s, %s elsewhere: status %d: %s", privilege, action, status, answer)
			}
		}
	}
}

func TestClusterPrivileges(t *testing.T) {
	paths := map[string][3]string{
		"monitor": {"GET", "/_cluster/health", ""}, "manage": {"PUT", "/_cluster/settings", `{"persistent":{}}`},
		"manage_security": {"PUT", "/_security/role/more", `{"cluster":["all"]}`},
	}
	allowed := map[string]string{
		"monitor": "monitor", "manage": "monitor manage", "manage_security": "manage_security", "all": "monitor manage manage_security",
	}
	n := newNode(t, t.TempDir())
	for privilege, list := range allowed {
		user := putPrincipal(t, n, "tester", fmt.Sprintf(`{"cluster":[%q]}`, privilege))
		for action, request := range paths {
			status, answer := ask(n, user, request[0], request[1], request[2])
			if (status == 200) != strings.Contains(" "+list+" ", " "+action+" ") {
				t.Errorf("privilege %s, %s: status %d: %s", privilege, action, status, answer)
			}
		}
	}
}

func TestAPatternShowsOnlyWhatMayBeSeen(t *testing.T) {
	n := newNode(t, t.TempDir())
	must(t, n, administrator, "PUT", "/lake-a/_doc/1?refresh=true", `{"n":1}`, 201)
	must(t, n, administrator, "PUT", "/logs-a/_doc/1?refresh=true", `{"n":1}`, 201)
	user := putPrincipal(t, n, "tester", `{"indices":[{"names":["lake-*"],"privileges":["read"]}]}`)
	for _, path := range []string{"/_search", "/*/_search", "/_all/_search"} {
		if answer := must(t, n, user, "GET", path, "", 200); strings.Contains(answer, "logs-a") || !strings.Contains(answer, "lake-a") {
			t.Errorf("%s shows %s", path, answer)
		}
	}
	must(t, n, user, "GET", "/lake-a,logs-a/_search", "", 403)
}

func TestRequestsThatAreRefused(t *testing.T) {
	n := newNode(t, t.TempDir())
	for path, body := range map[string]string{
		"/_security/role/viewer": `{}`, "/_security/role/a": `{"cluster":["nonsense"]}`, "/_security/role/b": `{"unknown":1}`,
		"/_security/role/c": `{"metadata":{"_x":1}}`, "/_security/role/d": `{"indices":[{"names":["a"],"privileges":["nonsense"]}]}`,
		"/_security/user/a": `{"password":"short","roles":[]}`, "/_security/user/b": `{"roles":[]}`,
		"/_security/user/c": `{"password":"long enough"}`, "/Lake-A": ``, "/_lake": ``, "/lake-a": `{"settings":{"unknown":1}}`,
		"/lake-a/_doc/1": `no JSON`, "/logs-a-b/_doc/1": `{}`, "/lake-a/_doc/1?routing=1": `{}`,
	} {
		must(t, n, administrator, "PUT", path, body, http.StatusBadRequest)
	}
	must(t, n, administrator, "PUT", "/_security/role/e", `{"indices":[{"names":["a"],"privileges":["read"],"query":"{}"}]}`, 403)
	must(t, n, administrator, "PUT", "/other/_doc/1", `{}`, 404)
	must(t, n, administrator, "DELETE", "/*", "", 400)
	must(t, n, administrator, "GET", "/lake-a/_search", `{"query":{"range":{}}}`, 404)
	must(t, n, administrator, "PUT", "/lake-a", "", 200)
	must(t, n, administrator, "GET", "/lake-a/_search", `{"query":{"range":{}}}`, 400)
}

func TestAUserCanChangeTheOwnPasswordAndNoOther(t *testing.T) {
	n := newNode(t, t.TempDir())
	one := putPrincipal(t, n, "one", `{}`)
	putPrincipal(t, n, "two", `{}`)
	must(t, n, one, "POST", "/_security/user/two/_password", `{"password":"stolen-secret"}`, 403)
	must(t, n, one, "POST", "/_security/user/_password", `{"password":"new-secret"}`, 200)
	must(t, n, one, "GET", "/_security/_authenticate", "", 401)
	must(t, n, "one:new-secret", "GET", "/_security/_authenticate", "", 200)
}

func TestWhoMayOnlyAppendChangesNothing(t *testing.T) {
	n := newNode(t, t.TempDir())
	user := putPrincipal(t, n, "tester", `{"indices":[{"names":["logs-*"],"privileges":["create_doc","create_index"]}]}`)
	must(t, n, user, "POST", "/logs-a/_doc", `{"n":1}`, 201)
	must(t, n, user, "PUT", "/logs-a/_create/1", `{"n":1}`, 201)
	must(t, n, user, "PUT", "/logs-a/_create/1", `{"n":2}`, 409)
	must(t, n, user, "PUT", "/logs-a/_doc/1", `{"n":2}`, 403)
	must(t, n, user, "DELETE", "/logs-a/_doc/1", "", 403)
	answer := must(t, n, user, "POST", "/_bulk", `{"create":{"_index":"logs-a","_id":"2"}}
{"n":1}
{"index":{"_index":"logs-a","_id":"1"}}
{"n":2}
{"create":{"_index":"lake-a","_id":"1"}}
{"n":2}
`, 200)
	if strings.Count(answer, `"status":201`) != 1 || strings.Count(answer, `"status":403`) != 2 {
		t.Errorf("bulk: %s", answer)
	}
}
