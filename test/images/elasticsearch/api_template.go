package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"sync"
)

// indexTemplate is what new indices of some names begin with, where their maker does not say otherwise.
type indexTemplate struct {
	IndexPatterns []string       `json:"index_patterns"`
	Priority      int            `json:"priority"`
	Meta          map[string]any `json:"_meta,omitempty"`
	Template      struct {
		Settings map[string]any `json:"settings"`
	} `json:"template"`
}

// templateStore keeps templates by name, in one file.
type templateStore struct {
	mutex  sync.Mutex
	file   string
	byName map[string]indexTemplate
}

func openTemplates(data string) (*templateStore, error) {
	all := &templateStore{file: filepath.Join(data, "templates.json"), byName: map[string]indexTemplate{}}
	content, err := os.ReadFile(all.file)
	if os.IsNotExist(err) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &all.byName)
	}
	return all, err
}

// settingsFor gives the settings of the template that counts for a name: of those whose patterns fit, the one of the highest
// priority.
func (all *templateStore) settingsFor(name string) map[string]any {
	all.mutex.Lock()
	defer all.mutex.Unlock()
	var found []indexTemplate
	for _, each := range all.byName {
		for _, pattern := range each.IndexPatterns {
			if matches(pattern, name) {
				found = append(found, each)
				break
			}
		}
	}
	sort.Slice(found, func(a, b int) bool { return found[a].Priority > found[b].Priority })
	if len(found) == 0 {
		return nil
	}
	return found[0].Template.Settings
}

func putTemplate(n *node, r *request) (result, error) {
	if err := r.needCluster(actionTemplatePut); err != nil {
		return result{}, err
	}
	var wanted indexTemplate
	if err := r.decode(&wanted); err != nil {
		return result{}, err
	}
	if len(wanted.IndexPatterns) == 0 {
		return result{}, apiError{400, "action_request_validation_exception", "Validation Failed: 1: index patterns are missing;"}
	}
	if err := checkIndexSettings(wanted.Template.Settings); err != nil {
		return result{}, err
	}
	name, all := r.PathValue("0"), n.templates
	all.mutex.Lock()
	defer all.mutex.Unlock()
	for other, each := range all.byName {
		if other != name && each.Priority == wanted.Priority && overlap(each.IndexPatterns, wanted.IndexPatterns) {
			return result{}, apiError{400, "illegal_argument_exception", fmt.Sprintf("index template [%s] has index patterns %v matching "+
				"patterns from existing templates [%s] that have the same priority [%d]", name, wanted.IndexPatterns, other, each.Priority)}
		}
	}
	all.byName[name] = wanted
	content, err := json.Marshal(all.byName)
	if err == nil {
		err = replaceFile(all.file, content)
	}
	if err != nil {
		return result{}, err
	}
	return ok(map[string]any{"acknowledged": true})
}

func overlap(some, others []string) bool {
	for _, one := range some {
		for _, other := range others {
			if matches(one, other) || matches(other, one) {
				return true
			}
		}
	}
	return false
}

func getTemplate(n *node, r *request) (result, error) {
	if err := r.needCluster(actionTemplateGet); err != nil {
		return result{}, err
	}
	name, all := r.PathValue("0"), n.templates
	all.mutex.Lock()
	defer all.mutex.Unlock()
	found, known := all.byName[name]
	if !known {
		return result{}, apiError{404, "resource_not_found_exception", fmt.Sprintf("index template matching [%s] not found", name)}
	}
	return ok(map[string]any{"index_templates": []any{map[string]any{"name": name, "index_template": found}}})
}
