package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// indices are all indices of the node.
type indices struct {
	mutex     sync.RWMutex
	directory string
	byName    map[string]*index
}

// openIndices opens what the data directory holds. A directory without metadata is an index whose making or removal
// a crash cut short, and is removed.
func openIndices(data string) (*indices, error) {
	all := &indices{directory: filepath.Join(data, "indices"), byName: map[string]*index{}}
	entries, err := os.ReadDir(all.directory)
	if err != nil {
		return nil, err
	}
	for _, each := range entries {
		directory := filepath.Join(all.directory, each.Name())
		opened, err := openIndex(directory)
		if os.IsNotExist(err) {
			err = os.RemoveAll(directory)
		} else if err == nil {
			all.byName[each.Name()] = opened
		}
		if err != nil {
			return nil, fmt.Errorf("index [%s]: %w", each.Name(), err)
		}
	}
	return all, nil
}

func (all *indices) get(name string) *index {
	all.mutex.RLock()
	defer all.mutex.RUnlock()
	return all.byName[name]
}

// names gives the names that fit any of the patterns, sorted.
func (all *indices) names(patterns ...string) []string {
	all.mutex.RLock()
	defer all.mutex.RUnlock()
	var found []string
	for name := range all.byName {
		if slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, name) }) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

var indexNameForbidden = regexp.MustCompile(`[\\/*?"<>| ,#:]`)

func checkIndexName(name string) error {
	problem := ""
	switch {
	case name == "." || name == "..":
		problem = "must not be '.' or '..'"
	case strings.HasPrefix(name, "_") || strings.HasPrefix(name, "-") || strings.HasPrefix(name, "+"):
		problem = "must not start with '_', '-', or '+'"
	case strings.ToLower(name) != name:
		problem = "must be lowercase"
	case indexNameForbidden.MatchString(name):
		problem = `must not contain the following characters [' ','"','*',',','/','<','>','?','\','|','#',':']`
	case len(name) > 255:
		problem = "index name is too long"
	}
	if problem != "" {
		return apiError{400, "invalid_index_name_exception", fmt.Sprintf("Invalid index name [%s], %s", name, problem)}
	}
	return nil
}

// create makes an index; its metadata comes last, so that a crash leaves a whole index or none.
func (all *indices) create(name string, settings, mappings map[string]any) (*index, error) {
	if err := checkIndexName(name); err != nil {
		return nil, err
	}
	all.mutex.Lock()
	defer all.mutex.Unlock()
	if existing := all.byName[name]; existing != nil {
		return nil, apiError{400, "resource_already_exists_exception", fmt.Sprintf("index [%s/%s] already exists", name, existing.meta.UUID)}
	}
	meta, err := json.Marshal(indexMeta{rand.Text()[:22], time.Now().UnixMilli(), orEmpty(settings), orEmpty(mappings)})
	if err != nil {
		return nil, err
	}
	directory := filepath.Join(all.directory, name)
	if err := os.MkdirAll(directory, 0o775); err != nil {
		return nil, err
	}
	if err := replaceFile(filepath.Join(directory, "meta.json"), meta); err != nil {
		return nil, err
	}
	if err := syncDirectory(all.directory); err != nil {
		return nil, err
	}
	made, err := openIndex(directory)
	if err == nil {
		all.byName[name] = made
	}
	return made, err
}

// remove removes an index; its metadata goes first.
func (all *indices) remove(name string) error {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	gone := all.byName[name]
	if gone == nil {
		return noSuchIndex(name)
	}
	delete(all.byName, name)
	gone.mutex.Lock()
	defer gone.mutex.Unlock()
	directory := filepath.Join(all.directory, name)
	if err := os.Remove(filepath.Join(directory, "meta.json")); err != nil {
		return err
	}
	if err := syncDirectory(directory); err != nil {
		return err
	}
	gone.log.Close()
	return os.RemoveAll(directory)
}

func noSuchIndex(name string) error {
	return apiError{404, "index_not_found_exception", fmt.Sprintf("no such index [%s]", name)}
}

// autoCreateRule checks the value of action.auto_create_index.
func autoCreateRule(values []string) error {
	for _, pattern := range (settings{"": values}).list("") {
		if strings.TrimLeft(pattern, "+-") == "" {
			return fmt.Errorf("must be either [true, false, or a comma separated list of index patterns]")
		}
	}
	return nil
}

// mayAutoCreate tells why a first document may not make its index; nil where it may.
func mayAutoCreate(expression []string, name string) error {
	refused := func(format string, values ...any) error {
		return apiError{404, "index_not_found_exception",
			fmt.Sprintf("no such index [%s] and ", name) + fmt.Sprintf(format, values...)}
	}
	if matches("logs-*-*", name) {
		// The built-in template of this name makes a data stream, which takes other requests than an index.
		return apiError{400, "illegal_argument_exception", fmt.Sprintf("[%s] would be a data stream, by the built-in template for "+
			"[logs-*-*]; this stand-in has none", name)}
	}
	joined := strings.Join(expression, ",")
	for _, pattern := range expression {
		bare := strings.TrimLeft(pattern, "+-")
		if pattern == "true" || !strings.HasPrefix(pattern, "-") && matches(bare, name) {
			return nil
		}
		if pattern == "false" {
			return refused("[action.auto_create_index] is [false]")
		}
		if strings.HasPrefix(pattern, "-") && matches(bare, name) {
			return refused("[action.auto_create_index] contains [-%s] which forbids automatic creation of the index", bare)
		}
	}
	return refused("[action.auto_create_index] ([%s]) doesn't match", joined)
}
