package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/crypto/bcrypt"
)

var roleName = regexp.MustCompile(`^[\x21-\x7e]([\x20-\x7e]{0,505}[\x21-\x7e])?$`)

func invalid(format string, values ...any) error {
	return apiError{400, "action_request_validation_exception", "Validation Failed: 1: " + fmt.Sprintf(format, values...) + ";"}
}

func checkMetadata(what string, metadata map[string]any) error {
	for key := range metadata {
		if strings.HasPrefix(key, "_") {
			return invalid("%s metadata keys may not start with [_]", what)
		}
	}
	return nil
}

func getAuthenticate(_ *node, r *request) (result, error) {
	answer := r.who.details
	if answer == nil {
		answer = user{Roles: r.who.roles, Metadata: map[string]any{}, Enabled: true}.public(r.who.name)
	}
	realm := map[string]any{"name": r.who.realmName, "type": r.who.realmType}
	answer["authentication_realm"], answer["lookup_realm"], answer["authentication_type"] = realm, realm, "realm"
	return ok(answer)
}

func getRoles(n *node, r *request) (result, error) {
	if err := r.needCluster(actionSecurityRead); err != nil {
		return result{}, err
	}
	return chosen(n.store.roles(), r.PathValue("0"), func(_ string, each role) any { return each })
}

func getUsers(n *node, r *request) (result, error) {
	if err := r.needCluster(actionSecurityRead); err != nil && r.PathValue("0") != r.who.name {
		return result{}, err
	}
	return chosen(n.store.users(), r.PathValue("0"), func(name string, each user) any { return each.public(name) })
}

// chosen shows all of a map, or what a list of names with commas chooses; nothing is a 404.
func chosen[V any](all map[string]V, names string, show func(string, V) any) (result, error) {
	found := map[string]any{}
	for name, each := range all {
		if names == "" || slices.Contains(strings.Split(names, ","), name) {
			found[name] = show(name, each)
		}
	}
	if names != "" && len(found) == 0 {
		return result{404, found}, nil
	}
	return ok(found)
}

// wantedRole is the body that makes a role.
type wantedRole struct {
	role
	Indices []struct {
		grant
		Query                  any  `json:"query"`
		FieldSecurity          any  `json:"field_security"`
		AllowRestrictedIndices bool `json:"allow_restricted_indices"`
	} `json:"indices"`
	Applications []any          `json:"applications"`
	Global       map[string]any `json:"global"`
}

func putRole(n *node, r *request) (result, error) {
	if err := r.needCluster(actionSecurityWrite); err != nil {
		return result{}, err
	}
	name := r.PathValue("0")
	wanted := wantedRole{}
	if err := r.decode(&wanted); err != nil {
		return result{}, err
	}
	if slices.Contains(reservedRoles, name) {
		return result{}, invalid("Role [%s] is reserved and may not be used.", name)
	}
	if !roleName.MatchString(name) {
		return result{}, invalid("Role names must be 1 to 507 printable characters without space at the ends, found [%s]", name)
	}
	if err := checkMetadata("role", wanted.Metadata); err != nil {
		return result{}, err
	}
	if err := checkPrivileges("cluster", wanted.Cluster, clusterPrivileges); err != nil {
		return result{}, err
	}
	made := role{[]string{}, []grant{}, []string{}, orEmpty(wanted.Metadata), wanted.Description}
	made.Cluster = append(made.Cluster, wanted.Cluster...)
	made.RunAs = append(made.RunAs, wanted.RunAs...)
	for _, each := range wanted.Indices {
		if len(each.Names) == 0 || len(each.Privileges) == 0 {
			return result{}, invalid("indices privileges must name indices and privileges")
		}
		if err := checkPrivileges("index", each.Privileges, indexPrivileges); err != nil {
			return result{}, err
		}
		if each.Query != nil || each.FieldSecurity != nil {
			return result{}, apiError{403, "security_exception", "current license is non-compliant for [field and document level security]"}
		}
		made.Indices = append(made.Indices, each.grant)
	}
	var existed bool
	err := n.store.change(func() {
		_, existed = n.store.state.Roles[name]
		n.store.state.Roles[name] = made
	})
	if err != nil {
		return result{}, err
	}
	return ok(map[string]any{"role": map[string]any{"created": !existed}})
}

func checkPrivileges(what string, privileges []string, table map[string][]string) error {
	for _, each := range privileges {
		_, named := table[strings.ToLower(each)]
		if !named && !strings.HasPrefix(each, "cluster:") && !strings.HasPrefix(each, "indices:") {
			return invalid("unknown %s privilege [%s]. a privilege must be either one of the predefined privileges or a pattern over "+
				"one of the available actions (this stand-in knows a part of them)", what, each)
		}
	}
	return nil
}

func deleteRole(n *node, r *request) (result, error) {
	name := r.PathValue("0")
	if slices.Contains(reservedRoles, name) {
		return result{}, apiError{400, "illegal_argument_exception", fmt.Sprintf("role [%s] is reserved and cannot be deleted", name)}
	}
	return remove(n, r, name, n.store.state.Roles)
}

func deleteUser(n *node, r *request) (result, error) {
	return remove(n, r, r.PathValue("0"), n.store.state.Users)
}

func remove[V any](n *node, r *request, name string, from map[string]V) (result, error) {
	if err := r.needCluster(actionSecurityWrite); err != nil {
		return result{}, err
	}
	var found bool
	err := n.store.change(func() {
		_, found = from[name]
		delete(from, name)
	})
	if err != nil {
		return result{}, err
	}
	if !found {
		return result{404, map[string]any{"found": false}}, nil
	}
	return ok(map[string]any{"found": true})
}

// wantedUser is the body that makes a user.
type wantedUser struct {
	Password     *string        `json:"password"`
	PasswordHash *string        `json:"password_hash"`
	Roles        []string       `json:"roles"`
	FullName     string         `json:"full_name"`
	Email        string         `json:"email"`
	Metadata     map[string]any `json:"metadata"`
	Enabled      *bool          `json:"enabled"`
}

func hashOf(password, given *string) (string, error) {
	if given != nil {
		if password != nil || !bcryptHash.MatchString(*given) {
			return "", invalid("password_hash must be a hash, and the only password")
		}
		return *given, nil
	}
	if password == nil {
		return "", nil
	}
	if len(*password) < 6 {
		return "", invalid("passwords must be at least [6] characters long")
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(*password), bcrypt.DefaultCost)
	if err != nil {
		return "", invalid("%v", err)
	}
	return string(hash), nil
}

func putUser(n *node, r *request) (result, error) {
	if err := r.needCluster(actionSecurityWrite); err != nil {
		return result{}, err
	}
	name := r.PathValue("0")
	var wanted wantedUser
	if err := r.decode(&wanted); err != nil {
		return result{}, err
	}
	if !userName.MatchString(name) {
		return result{}, invalid("Usernames must be printable characters without space at the ends, found [%s]", name)
	}
	if wanted.Roles == nil {
		return result{}, invalid("roles are missing")
	}
	if err := checkMetadata("user", wanted.Metadata); err != nil {
		return result{}, err
	}
	hash, err := hashOf(wanted.Password, wanted.PasswordHash)
	if err != nil {
		return result{}, err
	}
	before, existed := n.store.user(name)
	if hash == "" && !existed {
		return result{}, invalid("password must be specified unless you are updating an existing user")
	}
	if hash == "" {
		hash = before.Hash
	}
	made := user{hash, wanted.Roles, wanted.FullName, wanted.Email, orEmpty(wanted.Metadata), wanted.Enabled == nil || *wanted.Enabled}
	if err := n.store.change(func() { n.store.state.Users[name] = made }); err != nil {
		return result{}, err
	}
	return ok(map[string]any{"created": !existed})
}

func putPassword(n *node, r *request) (result, error) {
	name := r.PathValue("0")
	if name == "" {
		name = r.who.name
	}
	// Everybody may change the own password; the administrator's is in a file.
	if name != r.who.name || r.who.realmType != "native" {
		if err := r.needCluster(actionSecurityWrite); err != nil {
			return result{}, err
		}
	}
	var wanted wantedUser
	if err := r.decode(&wanted); err != nil {
		return result{}, err
	}
	hash, err := hashOf(wanted.Password, wanted.PasswordHash)
	if err != nil {
		return result{}, err
	}
	changed, exists := n.store.user(name)
	if hash == "" || !exists {
		return result{}, invalid("a password and the name of a native user are needed")
	}
	changed.Hash = hash
	if err := n.store.change(func() { n.store.state.Users[name] = changed }); err != nil {
		return result{}, err
	}
	return ok(map[string]any{})
}
