package main

import (
	"fmt"
	"strings"
)

// resolve gives the indices that an expression names: patterns leave out what the user may not see, a plain name that
// the user may not see is refused, and one that is not there is not found.
func (n *node) resolve(r *request, expression, action string) ([]*index, error) {
	if expression == "" || expression == "_all" {
		expression = "*"
	}
	var found []*index
	for _, part := range strings.Split(expression, ",") {
		if strings.Contains(part, "*") {
			for _, name := range n.indices.names(part) {
				if each := n.indices.get(name); each != nil && mayIndex(r.roles, action, name) {
					found = append(found, each)
				}
			}
			continue
		}
		if err := r.needIndex(action, part); err != nil {
			return nil, err
		}
		each := n.indices.get(part)
		if each == nil {
			return nil, noSuchIndex(part)
		}
		found = append(found, each)
	}
	return found, nil
}

// indexSettings are the ones an index can be made with.
var indexSettings = map[string]rule{
	"index.number_of_shards": integer, "index.number_of_replicas": integer, "index.refresh_interval": oneOf("1s"),
}

// checkIndexSettings refuses settings of an index that this stand-in does not know.
func checkIndexSettings(given map[string]any) error {
	flat := settings{}
	if err := flat.flatten("", given); err != nil {
		return apiError{400, "illegal_argument_exception", err.Error()}
	}
	for key, values := range flat {
		check := indexSettings["index."+strings.TrimPrefix(key, "index.")]
		if check == nil || check(values) != nil {
			return apiError{400, "illegal_argument_exception", fmt.Sprintf(
				"unknown setting [%s] or value %v (this stand-in knows a part of the settings of an index)", key, values)}
		}
	}
	return nil
}

// settingsOf are an index's settings by their full names: the server's own, over them a template's, over them the maker's.
func (n *node) settingsOf(name string, given map[string]any) map[string]any {
	whole := map[string]any{"index.number_of_shards": "1", "index.number_of_replicas": "1"}
	for _, some := range []map[string]any{n.templates.settingsFor(name), given} {
		flat := settings{}
		if flat.flatten("", some) != nil {
			continue
		}
		for key, values := range flat {
			whole["index."+strings.TrimPrefix(key, "index.")] = values[0]
		}
	}
	return whole
}

func putIndex(n *node, r *request) (result, error) {
	name := r.PathValue("0")
	if err := r.needIndex(actionIndexCreate, name); err != nil {
		return result{}, err
	}
	var wanted struct {
		Settings map[string]any `json:"settings"`
		Mappings map[string]any `json:"mappings"`
	}
	if len(r.body) > 0 {
		if err := r.decode(&wanted); err != nil {
			return result{}, err
		}
	}
	if err := checkIndexSettings(wanted.Settings); err != nil {
		return result{}, err
	}
	if _, err := n.indices.create(name, n.settingsOf(name, wanted.Settings), wanted.Mappings); err != nil {
		return result{}, err
	}
	return ok(map[string]any{"acknowledged": true, "shards_acknowledged": true, "index": name})
}

func getIndex(n *node, r *request) (result, error) {
	found, err := n.resolve(r, r.PathValue("0"), actionIndexGet)
	if err != nil {
		return result{}, err
	}
	answer := map[string]any{}
	for _, each := range found {
		answer[each.name] = map[string]any{
			"aliases": map[string]any{}, "mappings": each.meta.Mappings,
			"settings": map[string]any{"index": map[string]any{
				"uuid": each.meta.UUID, "creation_date": fmt.Sprint(each.meta.Created), "provided_name": each.name,
				"number_of_shards":   settingOr(each.meta.Settings, "index.number_of_shards"),
				"number_of_replicas": settingOr(each.meta.Settings, "index.number_of_replicas"),
			}},
		}
	}
	return ok(answer)
}

func settingOr(given map[string]any, name string) string {
	if value, known := given[name]; known {
		return fmt.Sprint(value)
	}
	return "1"
}

func deleteIndex(n *node, r *request) (result, error) {
	expression := r.PathValue("0")
	byName := n.effective("action.destructive_requires_name", "true")[0] == "true"
	if byName && (strings.Contains(expression, "*") || expression == "_all") {
		return result{}, apiError{400, "illegal_argument_exception", "Wildcard expressions or all indices are not allowed"}
	}
	found, err := n.resolve(r, expression, actionIndexDelete)
	if err != nil {
		return result{}, err
	}
	for _, each := range found {
		if err := n.indices.remove(each.name); err != nil {
			return result{}, err
		}
	}
	return ok(map[string]any{"acknowledged": true})
}

func refresh(n *node, r *request) (result, error) {
	found, err := n.resolve(r, r.PathValue("0"), actionIndexRefresh)
	if err != nil {
		return result{}, err
	}
	for _, each := range found {
		each.mutex.Lock()
		each.refresh()
		each.mutex.Unlock()
	}
	return ok(map[string]any{"_shards": shards(len(found))})
}

func shards(count int) map[string]any {
	return map[string]any{"total": count, "successful": count, "skipped": 0, "failed": 0}
}

// writable gives the index a document goes into; a first document may make it.
func (n *node) writable(r *request, name, action string) (*index, error) {
	if err := r.needIndex(action, name); err != nil {
		return nil, err
	}
	if found := n.indices.get(name); found != nil {
		return found, nil
	}
	if action == actionDeleteDocument {
		return nil, noSuchIndex(name)
	}
	if err := r.needIndex(actionIndexAutoCreate, name); err != nil {
		return nil, err
	}
	if err := mayAutoCreate(n.effective("action.auto_create_index", "true"), name); err != nil {
		return nil, err
	}
	made, err := n.indices.create(name, n.settingsOf(name, nil), nil)
	if made == nil && err != nil {
		if found := n.indices.get(name); found != nil {
			return found, nil
		}
	}
	return made, err
}
