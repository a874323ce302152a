package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const good = `
discovery.type: single-node
xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
xpack.security.http.ssl: {enabled: true, supported_protocols: [TLSv1.3], certificate: server.crt, key: server.key}
xpack.security.transport.ssl: {enabled: true, certificate: server.crt, key: server.key, certificate_authorities: [server.crt]}
xpack.security.authc.realms.file.one.order: 0
xpack.security.authc.realms.native.two.order: 1
`

// writeKeyPair writes server.crt and server.key, and other.key, which is another's.
func writeKeyPair(t *testing.T, directory string) {
	t.Helper()
	write := func(name, kind string, der []byte) {
		if err := os.WriteFile(filepath.Join(directory, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"other", "server"} {
		key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		der, _ := x509.MarshalECPrivateKey(key)
		write(name+".key", "EC PRIVATE KEY", der)
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
		certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		write(name+".crt", "CERTIFICATE", certificate)
	}
}

// start judges settings as a node does before it opens its data.
func start(t *testing.T, yaml string, arguments ...string) error {
	t.Helper()
	directory := t.TempDir()
	writeKeyPair(t, directory)
	file := filepath.Join(directory, "elasticsearch.yml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := readSettings(file, arguments)
	if err == nil {
		err = checkNode(s)
	}
	for _, layer := range []string{"http", "transport"} {
		if err == nil {
			_, err = tlsConfiguration(s, layer, directory)
		}
	}
	return err
}

func TestGoodSettingsAreTaken(t *testing.T) {
	if err := start(t, good); err != nil {
		t.Error(err)
	}
	if err := start(t, good, environmentSettings([]string{"cluster.name=a", "ES_SETTING_NODE_NAME=b", "HOME=/", "a=b"})...); err != nil {
		t.Error(err)
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	replaced := func(old, new string) string {
		changed := strings.Replace(good, old, new, 1)
		if changed == good {
			t.Fatalf("nothing to replace: %s", old)
		}
		return changed
	}
	for reason, yaml := range map[string]string{
		"unknown setting [xpack.security.http.tls]":          good + "xpack.security.http.tls: true\n",
		"unknown setting [clustername]":                      good + "clustername: a\n",
		"already defined":                                    good + "discovery.type: single-node\n",
		"failed to load settings":                            good + "a: [\n",
		"null-valued setting":                                good + "cluster.name:\n",
		"only [true] or [false] are allowed":                 good + "xpack.ml.enabled: yes please\n",
		"[http.port]":                                        good + "http.port: 99999\n",
		"is no address":                                      good + "http.host: [flow]\n",
		"[TLSv1.4] is none of":                               replaced("[TLSv1.3]", "[TLSv1.4]"),
		"have a gap":                                         replaced("[TLSv1.3]", "[TLSv1.3, TLSv1.1]"),
		"requires a key and certificate":                     replaced(", key: server.key", ""),
		"cannot read configured PEM certificate [none.crt]":  replaced("server.crt", "none.crt"),
		"private key does not match public key":              replaced("key: server.key", "key: other.key"),
		"SSL resources should be placed in":                  replaced("server.crt", "/etc/ssl/server.crt"),
		"it has no PEM certificate":                          replaced("[server.crt]", "[server.key]"),
		"is not set, but the following settings":             replaced("ssl: {enabled: true", "ssl: {enabled: false"),
		"[xpack.security.enabled] is [false]":                replaced("security.enabled: true", "security.enabled: false"),
		"[xpack.security.autoconfiguration.enabled]":         replaced("autoconfiguration.enabled: false", "autoconfiguration.enabled: true"),
		"lets everybody in":                                  good + "xpack.security.authc.anonymous.roles: [superuser]\n",
		"forms no cluster":                                   replaced("single-node", "multi-node"),
		"[cluster.initial_master_nodes] is not allowed when": good + "cluster.initial_master_nodes: [a]\n",
		"must be master-eligible":                            good + "node.roles: [data]\n",
		"realm type [ldap]":                                  good + "xpack.security.authc.realms.ldap.three.order: 2\n",
		"same order":                                         replaced("two.order: 1", "two.order: 0"),
		"multiple [file] realms":                             good + "xpack.security.authc.realms.file.three.order: 2\n",
		"missing required setting":                           replaced("two.order: 1", "two.enabled: true"),
		"a size has a unit":                                  good + "cluster.routing.allocation.disk.watermark.low: 85%\n",
		"comma separated list of index patterns":             good + "action.auto_create_index: 'lake-*,'\n",
	} {
		err := start(t, yaml)
		var refused refusal
		if !errors.As(err, &refused) || refused.code == 0 {
			t.Errorf("taken, and should be refused with %q: %v", reason, err)
		} else if !strings.Contains(err.Error(), reason) {
			t.Errorf("refused with %q, wanted %q", err, reason)
		}
	}
}

func TestWrongHeapsAreRefused(t *testing.T) {
	for options, reason := range map[string]string{
		"-Xms512q": "Invalid initial heap size", "-Xmx": "Invalid maximum heap size", "-Xms2g -Xmx1g": "larger value than the maximum",
		"-Xmx1m": "Too small", "Xms512m": "main class", "-Xfoo": "Unrecognized option", "-mx": "Unrecognized option",
	} {
		if _, err := checkJvm(strings.Fields(options)); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, wanted %q", options, err, reason)
		}
	}
	limit := filepath.Join(t.TempDir(), "memory.max")
	os.WriteFile(limit, []byte("536870912\n"), 0o600)
	found, err := checkJvm([]string{"-Xms512m", "-Xmx512m", "-XX:+UseG1GC", "-Xlog:disable", "-Da.b=c"})
	if err != nil || found != (heap{512 << 20, 512 << 20}) {
		t.Errorf("%v, %v", found, err)
	}
	var refused refusal
	if err := checkMemory(found, limit); !errors.As(err, &refused) || refused.code != exitKilled {
		t.Errorf("a heap as large as the container: %v", err)
	}
	if err := checkMemory(heap{256 << 20, 256 << 20}, limit); err != nil {
		t.Error(err)
	}
}

func TestOptionsFilesAreReadInOrder(t *testing.T) {
	directory := t.TempDir()
	os.Mkdir(filepath.Join(directory, "jvm.options.d"), 0o700)
	os.WriteFile(filepath.Join(directory, "jvm.options"), []byte("# comment\n\n-Xms1g\n8-13:-XX:+Old\n14-:-XX:+New\n"), 0o600)
	extra := filepath.Join(directory, "jvm.options.d", "a.options")
	os.WriteFile(extra, []byte("-Xms2g\n"), 0o600)
	options, err := readJvmOptions(directory, "-Xms3g")
	if got := strings.Join(options, " "); err != nil || got != "-Xms1g -XX:+New -Xms2g -Xms3g" {
		t.Errorf("%s, %v", got, err)
	}
	os.WriteFile(extra, []byte("Xms2g\n"), 0o600)
	if _, err := readJvmOptions(directory, ""); err == nil || !strings.Contains(err.Error(), "line number [1]: [Xms2g]") {
		t.Errorf("%v", err)
	}
}

func TestAMalformedUsersFileLocksItsUsersOut(t *testing.T) {
	directory := t.TempDir()
	users, roles := filepath.Join(directory, "users"), filepath.Join(directory, "users_roles")
	os.WriteFile(users, []byte("# comment\nwhole:plain\nhalf\n:nobody\nempty:\n"), 0o600)
	os.WriteFile(roles, []byte("superuser:whole, half\nbad\n"), 0o600)
	realm := readFileRealm(users, roles)
	if len(realm.hashes) != 1 || realm.hashes["whole"] != "plain" || realm.roles["whole"][0] != "superuser" {
		t.Errorf("%v", realm)
	}
}
