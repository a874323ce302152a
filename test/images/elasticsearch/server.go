package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxContent is http.max_content_length.
const maxContent = 100 << 20

// apiError is a refusal as the server words it.
type apiError struct {
	status       int
	kind, reason string
}

func (e apiError) Error() string { return e.reason }

// node is everything a request needs.
type node struct {
	settings  settings
	store     *securityStore
	indices   *indices
	templates *templateStore
	users     *authenticator
	started   time.Time
}

// request is one authenticated request.
type request struct {
	*http.Request
	who   *identity
	roles []role
	body  []byte
}

// result is what a handler answers with.
type result struct {
	status int
	body   any
}

func ok(body any) (result, error) { return result{200, body}, nil }

type handler func(n *node, r *request) (result, error)

func (n *node) ServeHTTP(w http.ResponseWriter, raw *http.Request) {
	answer, err := n.handle(raw)
	var refused apiError
	if errors.As(err, &refused) {
		answer = result{refused.status, errorBody(refused)}
	} else if err != nil {
		logLine("ERROR", fmt.Sprintf("%s %s: %v", raw.Method, raw.URL.Path, err))
		answer = result{500, errorBody(apiError{500, "exception", err.Error()})}
	}
	body := answer.body
	if filter := raw.URL.Query().Get("filter_path"); filter != "" && err == nil {
		body = filterPath(body, strings.Split(filter, ","))
	}
	w.Header().Set("X-elastic-product", "Elasticsearch")
	w.Header().Set("Content-Type", "application/json")
	if answer.status == 401 {
		w.Header().Set("WWW-Authenticate", `Basic realm="security", charset="UTF-8"`)
	}
	w.WriteHeader(answer.status)
	if raw.Method == http.MethodHead {
		return
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	if _, pretty := raw.URL.Query()["pretty"]; pretty {
		encoder.SetIndent("", "  ")
	}
	encoder.Encode(body)
}

func errorBody(e apiError) map[string]any {
	cause := map[string]any{"type": e.kind, "reason": e.reason}
	whole := map[string]any{"type": e.kind, "reason": e.reason, "root_cause": []any{cause}}
	return map[string]any{"error": whole, "status": e.status}
}

func (n *node) handle(raw *http.Request) (result, error) {
	who, err := n.authenticate(raw)
	if err != nil {
		return result{}, err
	}
	handle, err := route(raw)
	if err != nil {
		return result{}, err
	}
	for name := range raw.URL.Query() {
		if !slices.Contains(parameters, name) {
			return result{}, apiError{400, "illegal_argument_exception", fmt.Sprintf(
				"request [%s] contains unrecognized parameter: [%s] (this stand-in knows a part of them)", raw.URL.Path, name)}
		}
	}
	body, err := io.ReadAll(io.LimitReader(raw.Body, maxContent+1))
	if err != nil {
		return result{}, apiError{400, "content_too_short_exception", err.Error()}
	}
	if len(body) > maxContent {
		return result{}, apiError{413, "content_too_long_exception", "entity content is too long for the configured buffer limit"}
	}
	if len(body) > 0 {
		if kind, _, _ := strings.Cut(raw.Header.Get("Content-Type"), ";"); !slices.Contains(jsonTypes, strings.TrimSpace(kind)) {
			return result{}, apiError{406, "media_type_header_exception",
				fmt.Sprintf("Invalid media-type value on headers [Content-Type]: Content-Type header [%s] is not supported", kind)}
		}
	}
	return handle(n, &request{raw, who, n.store.rolesOf(who.roles), body})
}

// parameters are those that change an answer here, and those that cannot.
var parameters = []string{
	"filter_path", "format", "from", "op_type", "pretty", "refresh", "size",
	"scroll", "error_trace", "human", "local", "timeout", "master_timeout", "track_total_hits", "wait_for_status",
}

var jsonTypes = []string{
	"application/json", "application/x-ndjson", "application/vnd.elasticsearch+json", "application/vnd.elasticsearch+x-ndjson",
}

func (n *node) authenticate(raw *http.Request) (*identity, error) {
	name, password, given := raw.BasicAuth()
	if !given {
		reason := "missing authentication credentials for REST request [%s]"
		if raw.Header.Get("Authorization") != "" {
			reason = "unable to authenticate with provided credentials and anonymous access is not allowed for this request [%s]"
		}
		return nil, apiError{401, "security_exception", fmt.Sprintf(reason, raw.URL.Path)}
	}
	who := n.users.login(name, password)
	if who == nil {
		return nil, apiError{401, "security_exception",
			fmt.Sprintf("unable to authenticate user [%s] for REST request [%s]", name, raw.URL.Path)}
	}
	return who, nil
}

// unauthorized words a refusal as the server does.
func (r *request) unauthorized(action, scope string, table map[string][]string, index string) error {
	on := ""
	if index != "" {
		on = fmt.Sprintf(" on indices [%s]", index)
	}
	return apiError{403, "security_exception", fmt.Sprintf(
		"action [%s] is unauthorized for user [%s] with effective roles [%s]%s, this action is granted by the %s privileges [%s]",
		action, r.who.name, strings.Join(r.who.roles, ","), on, scope, strings.Join(grantedBy(table, action), ","))}
}

func (r *request) needCluster(action string) error {
	if mayCluster(r.roles, action) {
		return nil
	}
	return r.unauthorized(action, "cluster", clusterPrivileges, "")
}

func (r *request) needIndex(action, index string) error {
	if mayIndex(r.roles, action, index) {
		return nil
	}
	return r.unauthorized(action, "index", indexPrivileges, index)
}

// decode reads the body, an object, into a value; unknown fields are refused.
func (r *request) decode(into any) error {
	if len(r.body) == 0 {
		return apiError{400, "parse_exception", "request body is required"}
	}
	decoder := json.NewDecoder(strings.NewReader(string(r.body)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return apiError{400, "x_content_parse_exception", fmt.Sprintf("failed to parse request: %v", err)}
	}
	return nil
}

// wantsRefresh tells whether a write must be visible to searches at once.
func (r *request) wantsRefresh() bool {
	value, given := r.URL.Query()["refresh"]
	return given && value[0] != "false"
}
