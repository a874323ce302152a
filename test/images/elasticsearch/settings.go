package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// settings are a node's settings, by their full names; a single value is a list of one.
type settings map[string][]string

// rule judges the values of one setting: nil where they are well formed.
type rule func(values []string) error

func single(check func(string) error) rule {
	return func(values []string) error {
		if len(values) != 1 {
			return fmt.Errorf("found %d values, one is allowed", len(values))
		}
		return check(values[0])
	}
}

var (
	text    = single(func(string) error { return nil })
	boolean = single(func(value string) error {
		if value != "true" && value != "false" {
			return fmt.Errorf("only [true] or [false] are allowed")
		}
		return nil
	})
	integer = single(func(value string) error {
		_, err := strconv.Atoi(value)
		return err
	})
	port = single(func(value string) error {
		number, err := strconv.Atoi(value)
		if err != nil || number < 1 || number > 65535 {
			return errors.New("a port is a number from 1 to 65535 (ranges are not in this stand-in)")
		}
		return nil
	})
	byteSize = single(func(value string) error {
		if !regexp.MustCompile(`^\d+(b|kb|mb|gb|tb)$`).MatchString(value) {
			return errors.New("a size has a unit: b, kb, mb, gb or tb (shares of the drive are not in this stand-in)")
		}
		return nil
	})
	addresses = func(values []string) error {
		for _, value := range values {
			if net.ParseIP(value) == nil {
				return fmt.Errorf("[%s] is no address (names and _interfaces_ are not in this stand-in)", value)
			}
		}
		return nil
	}
	paths = func([]string) error { return nil }
)

func oneOf(allowed ...string) rule {
	return single(func(value string) error { return allOf(allowed...)([]string{value}) })
}

func allOf(allowed ...string) rule {
	return func(values []string) error {
		for _, value := range values {
			if !slices.Contains(allowed, value) {
				return fmt.Errorf("[%s] is none of %s", value, strings.Join(allowed, ", "))
			}
		}
		return nil
	}
}

// known are the settings of Elasticsearch 9.4 that this stand-in knows; it refuses every other, real or not.
var known = map[string]rule{
	"cluster.name":                 text,
	"node.name":                    text,
	"node.roles":                   allOf("master", "data", "ingest", "ml", "transform", "remote_cluster_client"),
	"node.store.allow_mmap":        boolean,
	"path.data":                    text,
	"path.logs":                    text,
	"discovery.type":               oneOf("single-node", "multi-node"),
	"discovery.seed_hosts":         paths,
	"cluster.initial_master_nodes": paths,
	"network.host":                 addresses,
	"http.host":                    addresses,
	"http.port":                    port,
	"transport.host":               addresses,
	"transport.port":               port,
	"xpack.security.enabled":       boolean,
	"xpack.security.autoconfiguration.enabled":              boolean,
	"xpack.security.enrollment.enabled":                     boolean,
	"xpack.security.authc.reserved_realm.enabled":           boolean,
	"xpack.security.authc.anonymous.username":               text,
	"xpack.security.authc.anonymous.roles":                  paths,
	"xpack.security.authc.password_hashing.algorithm":       oneOf("bcrypt", "bcrypt4", "bcrypt10", "bcrypt12"),
	"xpack.license.self_generated.type":                     oneOf("basic", "trial"),
	"xpack.ml.enabled":                                      boolean,
	"xpack.watcher.enabled":                                 boolean,
	"xpack.profiling.enabled":                               boolean,
	"xpack.apm_data.enabled":                                boolean,
	"cluster.deprecation_indexing.enabled":                  boolean,
	"indices.lifecycle.history_index_enabled":               boolean,
	"slm.history_index_enabled":                             boolean,
	"ingest.geoip.downloader.enabled":                       boolean,
	"action.auto_create_index":                              autoCreateRule,
	"action.destructive_requires_name":                      boolean,
	"bootstrap.memory_lock":                                 boolean,
	"cluster.routing.allocation.disk.threshold_enabled":     boolean,
	"cluster.routing.allocation.disk.watermark.low":         byteSize,
	"cluster.routing.allocation.disk.watermark.high":        byteSize,
	"cluster.routing.allocation.disk.watermark.flood_stage": byteSize,
}

func init() {
	for _, layer := range []string{"http", "transport"} {
		ssl := "xpack.security." + layer + ".ssl."
		known[ssl+"enabled"] = boolean
		known[ssl+"supported_protocols"] = allOf("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1")
		known[ssl+"client_authentication"] = oneOf("none", "optional", "required")
		known[ssl+"verification_mode"] = oneOf("full", "certificate", "none")
		known[ssl+"certificate"] = text
		known[ssl+"key"] = text
		known[ssl+"certificate_authorities"] = paths
	}
}

var realmSetting = regexp.MustCompile(`^xpack\.security\.authc\.realms\.([a-z_]+)\.([A-Za-z0-9_]+)\.(order|enabled)$`)

// settingVariable is an environment variable that names a setting: `cluster.name`, or `ES_SETTING_CLUSTER_NAME`.
var settingVariable = regexp.MustCompile(`^([-a-z0-9_]+(\.[-a-z0-9_]+)+|ES_SETTING(_{1,2}[A-Z]+)+)=(.+)$`)

// environmentSettings are the settings of the environment, as the image's scripts make arguments of them.
func environmentSettings(variables []string) []string {
	var arguments []string
	for _, variable := range variables {
		parts := settingVariable.FindStringSubmatch(variable)
		if parts == nil {
			continue
		}
		name := parts[1]
		if short, upper := strings.CutPrefix(name, "ES_SETTING_"); upper {
			name = strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(short, "_", "."), "..", "_"))
		}
		arguments = append(arguments, "-E"+name+"="+parts[4])
	}
	return arguments
}

// readSettings reads elasticsearch.yml and the settings given as `-Ename=value`, which go before the file's.
func readSettings(file string, arguments []string) (settings, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, refusal{exitConfiguration, fmt.Sprintf("failed to load settings from [elasticsearch.yml]: %v", err)}
	}
	var document map[string]any
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return nil, refusal{exitConfiguration, fmt.Sprintf("failed to load settings from [elasticsearch.yml]: %v", err)}
	}
	found := settings{}
	if err := found.flatten("", document); err != nil {
		return nil, err
	}
	for _, argument := range arguments {
		name, value, given := strings.Cut(strings.TrimPrefix(argument, "-E"), "=")
		if !strings.HasPrefix(argument, "-E") || !given {
			return nil, refusal{64, fmt.Sprintf("positional arguments not allowed, found [%s]", argument)}
		}
		found[name] = strings.Split(value, ",")
	}
	return found, found.validate()
}

func (s settings) flatten(prefix string, value any) error {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if prefix != "" {
				key = prefix + "." + key
			}
			if err := s.flatten(key, inner); err != nil {
				return err
			}
		}
		return nil
	case []any:
		for _, inner := range value {
			s[prefix] = append(s[prefix], fmt.Sprint(inner))
		}
		return nil
	case nil:
		if prefix == "" {
			return nil
		}
		return refuse("null-valued setting found for key [%s]", prefix)
	}
	if _, twice := s[prefix]; twice {
		return refuse("duplicate settings key [%s]", prefix)
	}
	s[prefix] = []string{fmt.Sprint(value)}
	return nil
}

func (s settings) validate() error {
	for name, values := range s {
		check := known[name]
		if parts := realmSetting.FindStringSubmatch(name); parts != nil {
			check = map[string]rule{"order": integer, "enabled": boolean}[parts[3]]
		}
		if check == nil {
			return refuse("unknown setting [%s] please check that any required plugins are installed, or check the breaking "+
				"changes documentation for removed settings (this stand-in knows a part of Elasticsearch's settings)", name)
		}
		if err := check(values); err != nil {
			return refuse("failed to parse value [%s] for setting [%s]: %v", strings.Join(values, ","), name, err)
		}
	}
	return nil
}

// get is a setting's single value.
func (s settings) get(name, otherwise string) string {
	if values := s[name]; len(values) > 0 {
		return values[0]
	}
	return otherwise
}

func (s settings) is(name string, otherwise bool) bool {
	return s.get(name, strconv.FormatBool(otherwise)) == "true"
}

// list is a setting's values; one string with commas is a list too.
func (s settings) list(name string, otherwise ...string) []string {
	values, given := s[name]
	if !given {
		return otherwise
	}
	var all []string
	for _, value := range values {
		for _, part := range strings.Split(value, ",") {
			all = append(all, strings.TrimSpace(part))
		}
	}
	return all
}
