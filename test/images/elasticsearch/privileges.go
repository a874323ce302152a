package main

import (
	"path"
	"slices"
	"strings"
)

// Actions are named as the server names them in its refusals.
const (
	actionMain            = "cluster:monitor/main"
	actionHealth          = "cluster:monitor/health"
	actionNodesStats      = "cluster:monitor/nodes/stats"
	actionNodesInfo       = "cluster:monitor/nodes/info"
	actionState           = "cluster:monitor/state"
	actionSettingsRead    = "cluster:monitor/settings"
	actionSettingsUpdate  = "cluster:admin/settings/update"
	actionTemplateGet     = "cluster:monitor/index_template/get"
	actionTemplatePut     = "cluster:admin/index_template/put"
	actionSecurityRead    = "cluster:admin/xpack/security/get"
	actionSecurityWrite   = "cluster:admin/xpack/security/put"
	actionIndexCreate     = "indices:admin/create"
	actionIndexAutoCreate = "indices:admin/auto_create"
	actionIndexDelete     = "indices:admin/delete"
	actionIndexGet        = "indices:admin/get"
	actionIndexRefresh    = "indices:admin/refresh"
	actionIndexStats      = "indices:monitor/stats"
	actionRead            = "indices:data/read/get"
	actionSearch          = "indices:data/read/search"
	actionIndexDocument   = "indices:data/write/index"
	actionCreateDocument  = "indices:data/write/index:op_type/create"
	actionDeleteDocument  = "indices:data/write/delete"
	actionBulk            = "indices:data/write/bulk"
)

// clusterPrivileges are the named privileges on the cluster, as patterns over actions.
var clusterPrivileges = map[string][]string{
	"none":            {},
	"all":             {"cluster:*"},
	"monitor":         {"cluster:monitor/*"},
	"manage":          {"cluster:monitor/*", "cluster:admin/settings/*"},
	"manage_security": {"cluster:admin/xpack/security/*"},
	"read_security":   {actionSecurityRead},
}

// indexPrivileges are the named privileges on indices, as patterns over actions (IndexPrivilege.java).
var indexPrivileges = map[string][]string{
	"none":                {},
	"all":                 {"indices:*"},
	"manage":              {"indices:monitor/*", "indices:admin/*"},
	"monitor":             {"indices:monitor/*"},
	"read":                {"indices:data/read/*"},
	"write":               {"indices:data/write/*"},
	"index":               {actionIndexDocument + "*", actionBulk},
	"create":              {actionIndexDocument + "*", actionBulk},
	"create_doc":          {actionCreateDocument, actionBulk},
	"delete":              {actionDeleteDocument, actionBulk},
	"create_index":        {actionIndexCreate, actionIndexAutoCreate},
	"auto_configure":      {actionIndexAutoCreate},
	"delete_index":        {actionIndexDelete},
	"view_index_metadata": {actionIndexGet},
	"maintenance":         {actionIndexRefresh},
}

// reservedRoles are the built-in roles of 9.x, as far as this stand-in knows them: nobody can make or change these.
var reservedRoles = []string{
	"apm_system", "beats_admin", "beats_system", "editor", "enrich_user", "inference_admin", "inference_user", "ingest_admin",
	"kibana_admin", "kibana_system", "kibana_user", "logstash_admin", "logstash_system", "machine_learning_admin",
	"machine_learning_user", "monitoring_user", "remote_monitoring_agent", "remote_monitoring_collector", "reporting_user",
	"rollup_admin", "rollup_user", "snapshot_user", "superuser", "transform_admin", "transform_user", "transport_client",
	"viewer", "watcher_admin", "watcher_user",
}

// grant is a role's privileges on some indices.
type grant struct {
	Names      []string `json:"names"`
	Privileges []string `json:"privileges"`
}

// role is what a role is stored as.
type role struct {
	Cluster     []string       `json:"cluster"`
	Indices     []grant        `json:"indices"`
	RunAs       []string       `json:"run_as"`
	Metadata    map[string]any `json:"metadata"`
	Description string         `json:"description,omitempty"`
}

var superuser = role{
	Cluster:  []string{"all"},
	Indices:  []grant{{Names: []string{"*"}, Privileges: []string{"all"}}},
	Metadata: map[string]any{"_reserved": true},
}

// matches tells whether a name fits a pattern with `*` and `?`.
func matches(pattern, name string) bool {
	// Slashes and brackets mean something to path.Match, and nothing here.
	clean := strings.NewReplacer("/", "\x01", "[", "\x02", "\\", "\x03").Replace
	fits, _ := path.Match(clean(pattern), clean(name))
	return fits
}

func granted(privileges []string, table map[string][]string, action string) bool {
	for _, privilege := range privileges {
		patterns, named := table[strings.ToLower(privilege)]
		if !named {
			patterns = []string{privilege}
		}
		if slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, action) }) {
			return true
		}
	}
	return false
}

// mayCluster tells whether any of the roles grants an action on the cluster.
func mayCluster(roles []role, action string) bool {
	return slices.ContainsFunc(roles, func(r role) bool { return granted(r.Cluster, clusterPrivileges, action) })
}

// mayIndex tells whether any of the roles grants an action on an index.
func mayIndex(roles []role, action, index string) bool {
	for _, r := range roles {
		for _, g := range r.Indices {
			named := slices.ContainsFunc(g.Names, func(pattern string) bool { return matches(pattern, index) })
			if named && granted(g.Privileges, indexPrivileges, action) {
				return true
			}
		}
	}
	return false
}

// grantedBy names the privileges that grant an action, for refusals.
func grantedBy(table map[string][]string, action string) []string {
	var names []string
	for name, patterns := range table {
		if slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, action) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
