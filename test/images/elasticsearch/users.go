package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/crypto/bcrypt"
)

// fileRealm is what the files `users` (name:hash) and `users_roles` (role:name,name) say.
type fileRealm struct {
	hashes map[string]string
	roles  map[string][]string
}

var userName = regexp.MustCompile(`^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$`)

// readFileRealm reads both files. As in the real server, a file that is not there is empty, and a line that is not
// well formed is skipped with an error in the log: the node starts, and that user cannot log in.
func readFileRealm(usersFile, rolesFile string) fileRealm {
	realm := fileRealm{map[string]string{}, map[string][]string{}}
	eachEntry(usersFile, func(name, hash string) string {
		if !userName.MatchString(name) {
			return "invalid username"
		}
		realm.hashes[name] = hash
		return ""
	})
	eachEntry(rolesFile, func(role, users string) string {
		for _, user := range strings.Split(users, ",") {
			user = strings.TrimSpace(user)
			realm.roles[user] = append(realm.roles[user], strings.TrimSpace(role))
		}
		return ""
	})
	return realm
}

func eachEntry(file string, take func(key, value string) string) {
	content, err := os.ReadFile(file)
	if err != nil {
		if !os.IsNotExist(err) {
			logLine("ERROR", fmt.Sprintf("failed to parse file [%s]. skipping/removing all users... %v", file, err))
		}
		return
	}
	for index, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if line == "" && index == strings.Count(string(content), "\n") || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, _ := strings.Cut(line, ":")
		problem := "invalid entry"
		if key != "" && value != "" {
			problem = take(key, value)
		}
		if problem != "" {
			logLine("ERROR", fmt.Sprintf("%s in file [%s], line [%d]. skipping...", problem, file, index+1))
		}
	}
}

// bcryptHash is what the server takes for a bcrypt hash; anything else it compares as plain text.
var bcryptHash = regexp.MustCompile(`^\$2[aby]\$\d\d\$`)

func passwordMatches(password, hash string) bool {
	if bcryptHash.MatchString(hash) {
		return bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
	}
	return subtle.ConstantTimeCompare([]byte(password), []byte(hash)) == 1
}

// identity is who a request comes from.
type identity struct {
	name, realmType, realmName string
	roles                      []string
	details                    map[string]any
}

// authenticator finds out who asks: the file realm first, then the native one.
type authenticator struct {
	file                 fileRealm
	store                *securityStore
	fileOn, nativeOn     bool
	fileName, nativeName string
	mutex                sync.Mutex
	// Passwords that matched a hash, so that bcrypt runs once for each.
	matched map[[32]byte]bool
}

func (a *authenticator) matches(password, hash string) bool {
	key := sha256.Sum256([]byte(hash + "\x00" + password))
	a.mutex.Lock()
	known := a.matched[key]
	a.mutex.Unlock()
	if known {
		return true
	}
	if !passwordMatches(password, hash) {
		return false
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if len(a.matched) > 1000 {
		clear(a.matched)
	}
	a.matched[key] = true
	return true
}

// login gives the identity of a name and password; nil where they are not right.
func (a *authenticator) login(name, password string) *identity {
	if hash, found := a.file.hashes[name]; found && a.fileOn && a.matches(password, hash) {
		return &identity{name: name, realmType: "file", realmName: a.fileName, roles: slices.Clone(a.file.roles[name])}
	}
	if !a.nativeOn {
		return nil
	}
	user, found := a.store.user(name)
	if !found || !user.Enabled || !a.matches(password, user.Hash) {
		return nil
	}
	return &identity{name: name, realmType: "native", realmName: a.nativeName, roles: user.Roles, details: user.public(name)}
}
