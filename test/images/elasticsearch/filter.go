package main

import (
	"encoding/json"
	"strings"
)

// filterPath leaves of an answer what any of the paths names; `*` is any part of a name, `**` any names.
func filterPath(body any, paths []string) any {
	content, err := json.Marshal(body)
	var value any
	if err != nil || json.Unmarshal(content, &value) != nil {
		return body
	}
	var wanted [][]string
	for _, each := range paths {
		wanted = append(wanted, strings.Split(each, "."))
	}
	kept, _ := keep(value, wanted)
	if kept == nil {
		return map[string]any{}
	}
	return kept
}

// keep gives what of a value the paths name, and whether that is anything.
func keep(value any, paths [][]string) (any, bool) {
	for _, each := range paths {
		if len(each) == 0 {
			return value, true
		}
	}
	switch value := value.(type) {
	case map[string]any:
		found := map[string]any{}
		for key, inner := range value {
			if kept, any := keep(inner, below(paths, key)); any {
				found[key] = kept
			}
		}
		return found, len(found) > 0
	case []any:
		var found []any
		for _, inner := range value {
			if kept, any := keep(inner, paths); any {
				found = append(found, kept)
			}
		}
		return found, len(found) > 0
	}
	return nil, false
}

// below gives what is left of the paths under a key.
func below(paths [][]string, key string) [][]string {
	var left [][]string
	for _, each := range paths {
		if each[0] == "**" {
			left = append(left, each)
			if len(each) > 1 && matches(each[1], key) {
				left = append(left, each[2:])
			}
		} else if matches(each[0], key) {
			left = append(left, each[1:])
		}
	}
	return left
}
