package main

import (
	"strings"
	"testing"
)

const upstream = `
connectors:
  - type: oidc
    id: oidc
    name: Company
    config:
      issuer: https://way-out:8443/realm
      issuerAlias: https://login.example.org/realm
      providerDiscoveryOverrides: { tokenURL: "https://way-out:8443/token", jwksURL: "https://way-out:8443/keys" }
      rootCAs: [/ca.crt]
      clientID: lakehouse
      clientSecret: half$HOME
      redirectURI: https://login.localhost:8443/dex/callback
      scopes: [profile, email, groups]
      pkceChallenge: S256
      insecureEnableGroups: true
      overrideClaimMapping: true
      claimMapping: { groups: roles }
staticClients:`

// withUpstream is the configuration with another provider in place of the directory.
func withUpstream() string {
	start, end := strings.Index(settings, "connectors:"), strings.Index(settings, "staticClients:")
	return settings[:start] + strings.TrimPrefix(upstream, "\n") + settings[end+len("staticClients:"):]
}

func TestKnowsAnotherProvider(t *testing.T) {
	t.Setenv("HOME", "-expanded")
	config, err := load(t, withUpstream())
	if err != nil {
		t.Fatal(err)
	}
	if got := config.Connectors[0].OIDC; got.ClientSecret != "half-expanded" || got.ClaimMapping.Groups != "roles" {
		t.Errorf("read as %+v", got)
	}
	t.Setenv("DEX_EXPAND_ENV", "false")
	if config, err = load(t, withUpstream()); err != nil || config.Connectors[0].OIDC.ClientSecret != "half$HOME" {
		t.Errorf("a secret with a $: %v %+v", err, config.Connectors[0].OIDC)
	}
}

func TestRefusesAnotherProvidersConfiguration(t *testing.T) {
	for what, with := range map[string][2]string{
		"unknown field":        {"pkceChallenge:", "insecureSkipVerify: true\n      pkceChallenge:"},
		"field of a directory": {"pkceChallenge:", "bindDN: uid=x\n      pkceChallenge:"},
		"weaker PKCE":          {"S256", "plain"},
		"another callback":     {"/dex/callback", "/elsewhere"},
		"no authority":         {"[/ca.crt]", "[]"},
		"no groups":            {"insecureEnableGroups: true", "insecureEnableGroups: false"},
		"no secret":            {"half$HOME", `""`},
		"unknown type":         {"type: oidc", "type: saml"},
		"unknown key":          {"id: oidc", "id: oidc\n    hidden: true"},
	} {
		text := strings.Replace(withUpstream(), with[0], with[1], 1)
		if text == withUpstream() {
			t.Fatalf("%s changes nothing", what)
		}
		if _, err := load(t, text); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}
