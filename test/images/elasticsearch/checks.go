package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// checkNode refuses combinations of settings that the real server refuses, and those it would run without security.
func checkNode(s settings) error {
	single := s.get("discovery.type", "multi-node") == "single-node"
	if single && s["cluster.initial_master_nodes"] != nil {
		return refuse("setting [cluster.initial_master_nodes] is not allowed when [discovery.type] is set to [single-node]")
	}
	if !single || s["discovery.seed_hosts"] != nil {
		return refuse("this stand-in forms no cluster: [discovery.type] must be [single-node], without [discovery.seed_hosts]")
	}
	if roles := s["node.roles"]; roles != nil && !slices.Contains(roles, "master") {
		return refuse("node with [discovery.type] set to [single-node] must be master-eligible")
	}
	if !s.is("xpack.security.enabled", true) {
		return refuse("[xpack.security.enabled] is [false]: the real server would let everybody in over plain HTTP, whatever the " +
			"other security settings say; this stand-in does not start without security")
	}
	if s["xpack.security.authc.anonymous.roles"] != nil || s["xpack.security.authc.anonymous.username"] != nil {
		return refuse("[xpack.security.authc.anonymous] lets everybody in; this stand-in has no anonymous user")
	}
	if s.is("xpack.security.autoconfiguration.enabled", true) {
		return refuse("[xpack.security.autoconfiguration.enabled] is [true]: the real server would make certificates and a " +
			"password of its own; this stand-in does not")
	}
	return checkRealms(s)
}

func checkRealms(s settings) error {
	orders := map[string]string{}
	types := map[string]string{}
	seen := map[string]bool{}
	for name := range s {
		parts := realmSetting.FindStringSubmatch(name)
		if parts == nil || seen[parts[1]+"."+parts[2]] {
			continue
		}
		kind, realm := parts[1], parts[2]
		seen[kind+"."+realm] = true
		if kind != "file" && kind != "native" {
			return refuse("realm type [%s] of [%s] is unknown, or not in the free licence", kind, realm)
		}
		if other, twice := types[kind]; twice {
			return refuse("multiple [%s] realms are configured: [%s] and [%s]", kind, other, realm)
		}
		types[kind] = realm
		order := s.get("xpack.security.authc.realms."+kind+"."+realm+".order", "")
		if order == "" {
			return refuse("missing required setting [xpack.security.authc.realms.%s.%s.order]", kind, realm)
		}
		if other, twice := orders[order]; twice {
			return refuse("found multiple realms configured with the same order [%s]: [%s] and [%s]", order, other, realm)
		}
		orders[order] = realm
	}
	return nil
}

// realmEnabled tells whether a realm is used: each is, unless it is switched off.
func realmEnabled(s settings, kind string) bool {
	for name := range s {
		parts := realmSetting.FindStringSubmatch(name)
		if parts != nil && parts[1] == kind && parts[3] == "enabled" && !s.is(name, true) {
			return false
		}
	}
	return true
}

// openData makes sure that the data directory can be written and is this process's alone; the lock lasts as long as
// the process.
func openData(directory string) error {
	if err := os.MkdirAll(filepath.Join(directory, "indices"), 0o775); err != nil {
		return refuse("unable to access 'path.data' (%s): %v", directory, err)
	}
	lock, err := os.OpenFile(filepath.Join(directory, "node.lock"), os.O_CREATE|os.O_RDWR, 0o664)
	if err != nil {
		return refuse("unable to access 'path.data' (%s): %v", directory, err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return refuse("failed to obtain node locks, tried [%s]; maybe these locations are not writable or multiple nodes were "+
			"started on the same data path?", directory)
	}
	return nil
}

// requireWritable refuses to start where the image needs to write and cannot: its logs and its temporary files.
func requireWritable(directories ...string) error {
	for _, directory := range directories {
		file, err := os.CreateTemp(directory, ".writable-*")
		if err != nil {
			return refuse("[%s] cannot be written: %v", directory, err)
		}
		file.Close()
		os.Remove(file.Name())
	}
	return nil
}

// requireConfiguration refuses a configuration directory that lacks what the image's has, or cannot take a keystore.
func requireConfiguration(directory string) error {
	for _, name := range []string{"log4j2.properties", "jvm.options"} {
		if _, err := os.Stat(filepath.Join(directory, name)); err != nil {
			return refusal{exitConfiguration, fmt.Sprintf("missing configuration file at %s", filepath.Join(directory, name))}
		}
	}
	keystore := filepath.Join(directory, "elasticsearch.keystore")
	if _, err := os.Stat(keystore); err == nil {
		return nil
	}
	if err := os.WriteFile(keystore, []byte("stand-in: no secure settings\n"), 0o660); err != nil {
		return refusal{exitConfiguration, fmt.Sprintf("unable to create elasticsearch keystore: %v", err)}
	}
	return nil
}

// inside resolves a path of a setting below the configuration directory, where alone the server may read.
func inside(directory, name string) (string, error) {
	file := name
	if !filepath.IsAbs(name) {
		file = filepath.Join(directory, name)
	}
	file = filepath.Clean(file)
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	if !strings.HasPrefix(file, directory+"/") {
		return "", fmt.Errorf("access to read the file [%s] is blocked; SSL resources should be placed in the [%s] directory", file, directory)
	}
	return file, nil
}
