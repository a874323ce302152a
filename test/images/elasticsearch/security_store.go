package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// user is what a native user is stored as.
type user struct {
	Hash     string         `json:"password"`
	Roles    []string       `json:"roles"`
	FullName string         `json:"full_name,omitempty"`
	Email    string         `json:"email,omitempty"`
	Metadata map[string]any `json:"metadata"`
	Enabled  bool           `json:"enabled"`
}

// public is what the server tells of a user: everything but the hash.
func (u user) public(name string) map[string]any {
	optional := func(value string) any {
		if value == "" {
			return nil
		}
		return value
	}
	return map[string]any{
		"username": name, "roles": u.Roles, "full_name": optional(u.FullName), "email": optional(u.Email),
		"metadata": u.Metadata, "enabled": u.Enabled,
	}
}

// securityStore keeps roles, native users and persistent cluster settings in one file.
type securityStore struct {
	mutex sync.RWMutex
	file  string
	state struct {
		Roles    map[string]role   `json:"roles"`
		Users    map[string]user   `json:"users"`
		Settings map[string]string `json:"settings"`
	}
}

func openSecurityStore(data string) (*securityStore, error) {
	store := &securityStore{file: filepath.Join(data, "security.json")}
	content, err := os.ReadFile(store.file)
	if err == nil {
		err = json.Unmarshal(content, &store.state)
	}
	if err != nil && !os.IsNotExist(err) {
		return nil, refuse("[%s] cannot be read: %v", store.file, err)
	}
	for _, made := range []func(){
		func() { store.state.Roles = orEmpty(store.state.Roles) },
		func() { store.state.Users = orEmpty(store.state.Users) },
		func() { store.state.Settings = orEmpty(store.state.Settings) },
	} {
		made()
	}
	return store, nil
}

func orEmpty[V any](values map[string]V) map[string]V {
	if values == nil {
		return map[string]V{}
	}
	return values
}

// change alters the state and returns when it is on the drive.
func (s *securityStore) change(alter func()) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	alter()
	content, err := json.Marshal(s.state)
	if err != nil {
		return err
	}
	return replaceFile(s.file, content)
}

func (s *securityStore) user(name string) (user, bool) {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	found, exists := s.state.Users[name]
	return found, exists
}

func (s *securityStore) users() map[string]user {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	copied := map[string]user{}
	for name, each := range s.state.Users {
		copied[name] = each
	}
	return copied
}

// roles gives every role, the built-in superuser too.
func (s *securityStore) roles() map[string]role {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	copied := map[string]role{"superuser": superuser}
	for name, each := range s.state.Roles {
		copied[name] = each
	}
	return copied
}

// rolesOf gives what the named roles are; a name that is no role grants nothing.
func (s *securityStore) rolesOf(names []string) []role {
	var found []role
	for name, each := range s.roles() {
		if slices.Contains(names, name) {
			found = append(found, each)
		}
	}
	return found
}

func (s *securityStore) setting(name string) (string, bool) {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	value, set := s.state.Settings[name]
	return value, set
}

// replaceFile writes a file so that a crash leaves the old content or the new, never a part.
func replaceFile(name string, content []byte) error {
	temporary := name + ".new"
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o664)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(temporary, name)
	}
	if err == nil {
		err = syncDirectory(filepath.Dir(name))
	}
	return err
}

func syncDirectory(name string) error {
	directory, err := os.Open(name)
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}
