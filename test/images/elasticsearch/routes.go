package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// endpoint is a path of the API, `{}` for any one part, and its handler by method.
type endpoint struct {
	path    string
	methods map[string]handler
}

var endpoints []endpoint

func init() {
	endpoints = []endpoint{
		{"", map[string]handler{"GET": getMain}},
		{"_cluster/health", map[string]handler{"GET": getHealth}},
		{"_cluster/settings", map[string]handler{"GET": getClusterSettings, "PUT": putClusterSettings}},
		{"_cluster/state/metadata", map[string]handler{"GET": getState}},
		{"_cluster/state/metadata/{}", map[string]handler{"GET": getState}},
		{"_nodes", map[string]handler{"GET": getNodes}},
		{"_nodes/stats", map[string]handler{"GET": getNodesStats}},
		{"_cat/indices", map[string]handler{"GET": catIndices}},
		{"_index_template/{}", map[string]handler{"GET": getTemplate, "PUT": putTemplate}},
		{"_security/_authenticate", map[string]handler{"GET": getAuthenticate}},
		{"_security/role", map[string]handler{"GET": getRoles}},
		{"_security/role/{}", map[string]handler{"GET": getRoles, "PUT": putRole, "POST": putRole, "DELETE": deleteRole}},
		{"_security/user", map[string]handler{"GET": getUsers}},
		{"_security/user/_password", map[string]handler{"PUT": putPassword, "POST": putPassword}},
		{"_security/user/{}", map[string]handler{"GET": getUsers, "PUT": putUser, "POST": putUser, "DELETE": deleteUser}},
		{"_security/user/{}/_password", map[string]handler{"PUT": putPassword, "POST": putPassword}},
		{"_bulk", map[string]handler{"PUT": postBulk, "POST": postBulk}},
		{"_search", map[string]handler{"GET": search, "POST": search}},
		{"_search/scroll", map[string]handler{"GET": scroll, "POST": scroll}},
		{"_search/scroll/{}", map[string]handler{"DELETE": deleteScroll}},
		{"_count", map[string]handler{"GET": count, "POST": count}},
		{"_refresh", map[string]handler{"GET": refresh, "POST": refresh}},
		{"{}", map[string]handler{"GET": getIndex, "PUT": putIndex, "DELETE": deleteIndex}},
		{"{}/_bulk", map[string]handler{"PUT": postBulk, "POST": postBulk}},
		{"{}/_search", map[string]handler{"GET": search, "POST": search}},
		{"{}/_count", map[string]handler{"GET": count, "POST": count}},
		{"{}/_refresh", map[string]handler{"GET": refresh, "POST": refresh}},
		{"{}/_doc", map[string]handler{"POST": putDocument}},
		{"{}/_doc/{}", map[string]handler{"GET": getDocument, "PUT": putDocument, "POST": putDocument, "DELETE": deleteDocument}},
		{"{}/_create/{}", map[string]handler{"PUT": putDocument, "POST": putDocument}},
	}
}

// route finds a request's handler and sets its path values "0", "1" and so on.
func route(raw *http.Request) (handler, error) {
	parts := strings.Split(strings.Trim(raw.URL.Path, "/"), "/")
	method := raw.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var allowed []string
	for _, each := range endpoints {
		values, fits := fit(strings.Split(each.path, "/"), parts)
		if !fits {
			continue
		}
		found := each.methods[method]
		if found == nil {
			for name := range each.methods {
				allowed = append(allowed, name)
			}
			break
		}
		for index, value := range values {
			raw.SetPathValue(fmt.Sprint(index), value)
		}
		return found, nil
	}
	if allowed != nil {
		slices.Sort(allowed)
		return nil, apiError{405, "method_not_allowed", fmt.Sprintf(
			"Incorrect HTTP method for uri [%s] and method [%s], allowed: [%s]", raw.URL.Path, raw.Method, strings.Join(allowed, ", "))}
	}
	return nil, apiError{400, "illegal_argument_exception", fmt.Sprintf(
		"no handler found for uri [%s] and method [%s] (this stand-in has a part of Elasticsearch's API)", raw.URL.Path, raw.Method)}
}

func fit(pattern, parts []string) ([]string, bool) {
	if len(pattern) != len(parts) {
		return nil, false
	}
	var values []string
	for index, each := range pattern {
		if each == "{}" && parts[index] != "" && (index > 0 || parts[index] == "_all" || !strings.HasPrefix(parts[index], "_")) {
			values = append(values, parts[index])
		} else if each != parts[index] {
			return nil, false
		}
	}
	return values, true
}
