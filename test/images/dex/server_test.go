package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const settings = `
issuer: https://login.localhost:8443/dex
storage: { type: memory }
web: { http: 127.0.0.1:5557, headers: { X-Frame-Options: DENY } }
oauth2: { grantTypes: [authorization_code], responseTypes: [code], skipApprovalScreen: true }
expiry: { idTokens: 10m, authRequests: 10m }
logger: { level: info, format: json }
connectors:
  - type: ldap
    id: ldap
    name: Directory
    config:
      host: directory:3894
      rootCA: /ca.crt
      bindDN: uid=identity
      bindPW: secret
      usernamePrompt: Name
      userSearch: { baseDN: ou=users, username: uid, idAttr: uid, emailAttr: mail }
      groupSearch: { baseDN: ou=groups, nameAttr: cn, userMatchers: [{ userAttr: DN, groupAttr: uniqueMember }] }
staticClients:
  - { id: superset, name: superset, secret: client-secret, redirectURIs: ["https://superset.localhost/back"] }
  - { id: other, name: other, secret: other-secret, redirectURIs: ["https://other.localhost/back"] }
  - { id: command, name: command, public: true, redirectURIs: ["http://127.0.0.1:8976/back"] }
`

const back = "https://superset.localhost/back"
const verifier = "a-verifier-of-more-than-forty-three-characters-as-it-must-be"

func load(t *testing.T, text string) (*Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return LoadConfig(path)
}

type fakePeople struct{}

func (fakePeople) SignOn(_ context.Context, name, password string) (*Person, error) {
	if name != "ann" || password != "right" {
		return nil, errWrong
	}
	return &Person{ID: "ann", Username: "ann", Name: "Ann", Email: "ann@localhost", Groups: []string{"viewer"}}, nil
}

// visitor asks a server without following where it leads.
type visitor struct {
	t      *testing.T
	server *httptest.Server
}

func open(t *testing.T) visitor {
	config, err := load(t, settings)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := NewServer(config, fakePeople{}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return visitor{t, server}
}

func (v visitor) ask(method, path string, form url.Values, bearer string) (*http.Response, map[string]any) {
	v.t.Helper()
	request, _ := http.NewRequest(method, v.server.URL+path, strings.NewReader(form.Encode()))
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	answer, err := v.server.Client().Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	body := map[string]any{}
	_ = json.NewDecoder(answer.Body).Decode(&body)
	return answer, body
}

func asked(changes url.Values) string {
	hash := sha256.Sum256([]byte(verifier))
	values := url.Values{
		"client_id": {"superset"}, "redirect_uri": {back}, "response_type": {"code"}, "state": {"s"}, "nonce": {"n"},
		"scope":          {"openid profile email groups"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(hash[:])}, "code_challenge_method": {"S256"},
	}
	for name, value := range changes {
		values[name] = value
	}
	return "/dex/auth?" + values.Encode()
}

func location(answer *http.Response) *url.URL {
	to, _ := url.Parse(answer.Header.Get("Location"))
	return to
}

// code signs ann on and gives what the service is led back with.
func (v visitor) code() string { return v.codeFor(back, nil) }

func (v visitor) codeFor(back string, changes url.Values) string {
	v.t.Helper()
	answer, _ := v.ask("GET", asked(changes), nil, "")
	form := location(answer)
	if answer, _ = v.ask("POST", form.RequestURI(), url.Values{"login": {"ann"}, "password": {"wrong"}}, ""); answer.StatusCode != 401 {
		v.t.Fatalf("a wrong password: %d", answer.StatusCode)
	}
	answer, _ = v.ask("POST", form.RequestURI(), url.Values{"login": {"ann"}, "password": {"right"}}, "")
	answer, _ = v.ask("GET", location(answer).RequestURI(), nil, "")
	to := location(answer)
	if !strings.HasPrefix(to.String(), back+"?") || to.Query().Get("state") != "s" {
		v.t.Fatalf("led back to %s", to)
	}
	return to.Query().Get("code")
}

func change(code string, changes url.Values) url.Values {
	values := url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {back}, "code_verifier": {verifier},
		"client_id": {"superset"}, "client_secret": {"client-secret"},
	}
	for name, value := range changes {
		values[name] = value
	}
	return values
}

func TestSignOn(t *testing.T) {
	v := open(t)
	answer, tokens := v.ask("POST", "/dex/token", change(v.code(), nil), "")
	if answer.StatusCode != 200 {
		t.Fatalf("token: %d %v", answer.StatusCode, tokens)
	}
	part := strings.Split(tokens["id_token"].(string), ".")[1]
	text, _ := base64.RawURLEncoding.DecodeString(part)
	var claims map[string]any
	_ = json.Unmarshal(text, &claims)
	groups, _ := json.Marshal(claims["groups"])
	if claims["iss"] != "https://login.localhost:8443/dex" || claims["nonce"] != "n" || claims["preferred_username"] != "ann" ||
		string(groups) != `["viewer"]` {
		t.Errorf("claims: %s", text)
	}
	answer, info := v.ask("GET", "/dex/userinfo", nil, tokens["access_token"].(string))
	if answer.StatusCode != 200 || info["email"] != "ann@localhost" {
		t.Errorf("userinfo: %d %v", answer.StatusCode, info)
	}
	if answer, _ := v.ask("GET", "/dex/userinfo", nil, tokens["id_token"].(string)); answer.StatusCode == 200 {
		t.Error("an ID token was taken for an access token")
	}
}

func TestSignOnOfACommand(t *testing.T) {
	v := open(t)
	const waiting = "http://127.0.0.1:8976/back"
	client := url.Values{"client_id": {"command"}, "redirect_uri": {waiting}}
	redeemed := url.Values{"client_id": {"command"}, "redirect_uri": {waiting}, "client_secret": nil}
	if answer, tokens := v.ask("POST", "/dex/token", change(v.codeFor(waiting, client), redeemed), ""); answer.StatusCode != 200 {
		t.Errorf("token: %d %v", answer.StatusCode, tokens)
	}
	redeemed["code_verifier"] = []string{""}
	if answer, tokens := v.ask("POST", "/dex/token", change(v.codeFor(waiting, client), redeemed), ""); answer.StatusCode < 400 {
		t.Errorf("without a verifier: %v", tokens)
	}
	for _, elsewhere := range []string{"http://127.0.0.1:8977/back", "http://localhost:8976/back"} {
		client["redirect_uri"] = []string{elsewhere}
		if answer, _ := v.ask("GET", asked(client), nil, ""); answer.StatusCode < 400 || location(answer) != nil && location(answer).Host != "" {
			t.Errorf("%s: %d", elsewhere, answer.StatusCode)
		}
	}
}

func TestRefusesToBegin(t *testing.T) {
	v := open(t)
	for name, changes := range map[string]url.Values{
		"unknown client":             {"client_id": {"nobody"}},
		"redirect URI of another":    {"redirect_uri": {"https://other.localhost/back"}},
		"redirect URI with a suffix": {"redirect_uri": {back + "/x"}},
	} {
		if answer, _ := v.ask("GET", asked(changes), nil, ""); answer.StatusCode < 400 {
			t.Errorf("%s: %d", name, answer.StatusCode)
		}
	}
	answer, _ := v.ask("GET", asked(url.Values{"response_type": {"id_token"}}), nil, "")
	if to := location(answer); answer.StatusCode < 400 && to.Query().Get("error") == "" && !strings.Contains(to.Fragment, "error=") {
		t.Errorf("implicit flow: %d %s", answer.StatusCode, to)
	}
	if answer, _ := v.ask("POST", "/dex/auth/ldap/login?state=none", url.Values{"login": {"ann"}, "password": {"right"}}, ""); answer.StatusCode != 400 {
		t.Errorf("a form of no request: %d", answer.StatusCode)
	}
}

func TestRefusesToChangeACode(t *testing.T) {
	v := open(t)
	for name, changes := range map[string]url.Values{
		"wrong secret":          {"client_secret": {"wrong"}},
		"no secret":             {"client_secret": {""}},
		"another client":        {"client_id": {"other"}, "client_secret": {"other-secret"}},
		"another redirect URI":  {"redirect_uri": {"https://other.localhost/back"}},
		"wrong verifier":        {"code_verifier": {strings.Repeat("x", 50)}},
		"no verifier":           {"code_verifier": {""}},
		"unknown code":          {"code": {"none"}},
		"password grant":        {"grant_type": {"password"}, "username": {"ann"}, "password": {"right"}},
		"client's own grant":    {"grant_type": {"client_credentials"}},
		"refresh without token": {"grant_type": {"refresh_token"}},
	} {
		if answer, body := v.ask("POST", "/dex/token", change(v.code(), changes), ""); answer.StatusCode < 400 || body["id_token"] != nil {
			t.Errorf("%s: %d %v", name, answer.StatusCode, body)
		}
	}
	code := v.code()
	if answer, _ := v.ask("POST", "/dex/token", change(code, nil), ""); answer.StatusCode != 200 {
		t.Fatalf("first use: %d", answer.StatusCode)
	}
	if answer, _ := v.ask("POST", "/dex/token", change(code, nil), ""); answer.StatusCode < 400 {
		t.Error("a code was taken twice")
	}
}

func TestRefusesConfiguration(t *testing.T) {
	for what, with := range map[string][2]string{
		"unknown field":        {"logger: {", "enablePasswordDB: true\nlogger: {"},
		"unknown LDAP field":   {"bindPW: secret", "bindPW: secret\n      insecureSkipVerify: true"},
		"plain LDAP":           {"bindPW: secret", "bindPW: secret\n      insecureNoSSL: true"},
		"no authority":         {"rootCA: /ca.crt", "rootCA: ''"},
		"other storage":        {"type: memory", "type: sqlite3"},
		"other flow":           {"[code]", "[code, id_token]"},
		"client without URI":   {`["https://other.localhost/back"]`, "[]"},
		"client without key":   {"secret: other-secret, ", ""},
		"client twice":         {"id: other,", "id: superset,"},
		"HTTPS without a key":  {"http: 127.0.0.1:5557", "https: 0.0.0.0:5556, tlsCert: /a, tlsMinVersion: '1.3'"},
		"HTTPS with less":      {"http: 127.0.0.1:5557", "https: 0.0.0.0:5556, tlsCert: /a, tlsKey: /b"},
		"issuer of no address": {"https://login.localhost:8443/dex", "login"},
	} {
		text := strings.Replace(settings, with[0], with[1], 1)
		if text == settings {
			t.Fatalf("%s changes nothing", what)
		}
		if _, err := load(t, text); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}
