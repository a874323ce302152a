package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// reopen opens the data directory anew, as a node does after a crash: nothing was closed.
func reopen(t *testing.T, data string) *node {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(copied, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	return newNode(t, copied)
}

func TestEverythingSurvivesACrash(t *testing.T) {
	data := t.TempDir()
	n := newNode(t, data)
	user := putPrincipal(t, n, "tester", `{"indices":[{"names":["lake-*"],"privileges":["read"]}]}`)
	must(t, n, administrator, "PUT", "/lake-a/_doc/1", `{"mark":"MARKER-4711"}`, 201)
	must(t, n, administrator, "PUT", "/lake-a/_doc/1", `{"mark":"MARKER-4712"}`, 200)
	must(t, n, administrator, "PUT", "/lake-a/_doc/2", `{"mark":"gone"}`, 201)
	must(t, n, administrator, "DELETE", "/lake-a/_doc/2", "", 200)
	must(t, n, administrator, "PUT", "/lake-gone", "", 200)
	must(t, n, administrator, "DELETE", "/lake-gone", "", 200)

	n = reopen(t, data)
	if answer := must(t, n, user, "GET", "/lake-a/_doc/1", "", 200); !strings.Contains(answer, `"_version":2`) || !strings.Contains(answer, "MARKER-4712") {
		t.Errorf("after the crash: %s", answer)
	}
	must(t, n, user, "GET", "/lake-a/_doc/2", "", 404)
	must(t, n, administrator, "GET", "/lake-gone", "", 404)
	if answer := must(t, n, user, "GET", "/lake-a/_count", "", 200); !strings.Contains(answer, `"count":1`) {
		t.Errorf("count after the crash: %s", answer)
	}
}

func TestAWriteThatACrashCutOffIsTakenOff(t *testing.T) {
	data := t.TempDir()
	n := newNode(t, data)
	must(t, n, administrator, "PUT", "/lake-a/_doc/1", `{"n":1}`, 201)
	log := filepath.Join(data, "indices/lake-a/documents.log")
	whole, _ := os.ReadFile(log)
	if err := os.WriteFile(log, append(whole, whole[:len(whole)/2]...), 0o600); err != nil {
		t.Fatal(err)
	}
	n = reopen(t, data)
	must(t, n, administrator, "PUT", "/lake-a/_doc/2", `{"n":2}`, 201)
	if answer := must(t, n, administrator, "GET", "/lake-a/_count", "", 200); !strings.Contains(answer, `"count":1`) {
		t.Errorf("the new document is visible before a refresh: %s", answer)
	}
	must(t, n, administrator, "POST", "/_refresh", "", 200)
	if answer := must(t, n, administrator, "GET", "/lake-a/_count", "", 200); !strings.Contains(answer, `"count":2`) {
		t.Errorf("count: %s", answer)
	}
}

func TestASearchSeesAWriteAfterASecond(t *testing.T) {
	n := newNode(t, t.TempDir())
	must(t, n, administrator, "PUT", "/lake-a/_doc/1", `{"n":1}`, 201)
	index := n.indices.get("lake-a")
	index.since = index.since.Add(-time.Second)
	if answer := must(t, n, administrator, "GET", "/lake-a/_count", "", 200); !strings.Contains(answer, `"count":1`) {
		t.Errorf("count: %s", answer)
	}
}

func TestQueries(t *testing.T) {
	n := newNode(t, t.TempDir())
	must(t, n, administrator, "PUT", "/lake-a", `{"mappings":{"properties":{"code":{"type":"keyword"}}}}`, 200)
	must(t, n, administrator, "PUT", "/lake-a/_doc/1?refresh=true", `{"name":"Quick Brown Fox","code":"A-1","n":7,"in":{"a":["x","y"]}}`, 201)
	for query, wanted := range map[string]string{
		`{"match_all":{}}`: `1`, `{"term":{"name":"quick"}}`: `1`, `{"term":{"name":"Quick Brown Fox"}}`: `0`,
		`{"term":{"name.keyword":"Quick Brown Fox"}}`: `1`, `{"term":{"code":"A-1"}}`: `1`, `{"term":{"code":"a-1"}}`: `0`,
		`{"term":{"n":{"value":7}}}`: `1`, `{"match":{"name":"brown wolf"}}`: `1`, `{"term":{"in.a":"y"}}`: `1`,
		`{"match":{"name":{"query":"brown wolf","operator":"and"}}}`: `0`,
	} {
		answer := must(t, n, administrator, "POST", "/lake-a/_count", `{"query":`+query+`}`, 200)
		if !strings.Contains(answer, `"count":`+wanted) {
			t.Errorf("%s finds %s, wanted %s", query, answer, wanted)
		}
	}
}
