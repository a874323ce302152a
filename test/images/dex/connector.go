package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"gopkg.in/yaml.v3"
)

// Connector says who knows people: its configuration is of its type alone.
type Connector struct {
	Type string
	ID   string
	Name string
	LDAP LDAPConfig
	OIDC OIDCConfig
}

// UnmarshalYAML reads the configuration as that of the type, and expands variables in it as Dex does.
func (c *Connector) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return errors.New("a connector is a map")
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		name, value := node.Content[i].Value, node.Content[i+1]
		var err error
		switch name {
		case "type":
			err = value.Decode(&c.Type)
		case "id":
			err = value.Decode(&c.ID)
		case "name":
			err = value.Decode(&c.Name)
		case "config":
		default:
			err = fmt.Errorf("line %d: field %s not found in a connector", node.Content[i].Line, name)
		}
		if err != nil {
			return err
		}
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == "config" {
			return c.configure(node.Content[i+1])
		}
	}
	return errors.New("a connector without config")
}

func (c *Connector) configure(node *yaml.Node) error {
	if os.Getenv("DEX_EXPAND_ENV") != "false" {
		expand(node)
	}
	// A node's own Decode takes unknown fields.
	text, err := yaml.Marshal(node)
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	switch c.Type {
	case "ldap":
		return decoder.Decode(&c.LDAP)
	case "oidc":
		return decoder.Decode(&c.OIDC)
	}
	return fmt.Errorf("unknown connector type %q", c.Type)
}

func expand(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!str" {
		node.SetString(os.ExpandEnv(node.Value))
	}
	for _, each := range node.Content {
		expand(each)
	}
}

// LDAPConfig is the connector's part for a directory reached over TLS.
type LDAPConfig struct {
	Host           string `yaml:"host"`
	RootCA         string `yaml:"rootCA"`
	BindDN         string `yaml:"bindDN"`
	BindPW         string `yaml:"bindPW"`
	UsernamePrompt string `yaml:"usernamePrompt"`
	UserSearch     struct {
		BaseDN                string `yaml:"baseDN"`
		Filter                string `yaml:"filter"`
		Username              string `yaml:"username"`
		IDAttr                string `yaml:"idAttr"`
		EmailAttr             string `yaml:"emailAttr"`
		NameAttr              string `yaml:"nameAttr"`
		PreferredUsernameAttr string `yaml:"preferredUsernameAttr"`
	} `yaml:"userSearch"`
	GroupSearch struct {
		BaseDN       string `yaml:"baseDN"`
		Filter       string `yaml:"filter"`
		NameAttr     string `yaml:"nameAttr"`
		UserMatchers []struct {
			UserAttr  string `yaml:"userAttr"`
			GroupAttr string `yaml:"groupAttr"`
		} `yaml:"userMatchers"`
	} `yaml:"groupSearch"`
}

// OIDCConfig is the connector's part for another provider of OpenID Connect.
type OIDCConfig struct {
	Issuer      string `yaml:"issuer"`
	IssuerAlias string `yaml:"issuerAlias"`
	Overrides   struct {
		TokenURL string `yaml:"tokenURL"`
		JWKSURL  string `yaml:"jwksURL"`
	} `yaml:"providerDiscoveryOverrides"`
	RootCAs              []string `yaml:"rootCAs"`
	ClientID             string   `yaml:"clientID"`
	ClientSecret         string   `yaml:"clientSecret"`
	RedirectURI          string   `yaml:"redirectURI"`
	Scopes               []string `yaml:"scopes"`
	PKCEChallenge        string   `yaml:"pkceChallenge"`
	InsecureEnableGroups bool     `yaml:"insecureEnableGroups"`
	OverrideClaimMapping bool     `yaml:"overrideClaimMapping"`
	ClaimMapping         struct {
		Groups string `yaml:"groups"`
	} `yaml:"claimMapping"`
}

// validate says what of the settings could not be honoured.
func (c *Connector) validate(issuer string) []error {
	var wrong []error
	require := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(c.Type+": "+format, args...))
		}
	}
	required := map[string]string{"id": c.ID}
	if c.Type == "oidc" {
		oidc := c.OIDC
		for name, value := range map[string]string{
			"issuer": oidc.Issuer, "issuerAlias": oidc.IssuerAlias, "tokenURL": oidc.Overrides.TokenURL, "jwksURL": oidc.Overrides.JWKSURL,
			"clientID": oidc.ClientID, "clientSecret": oidc.ClientSecret, "claimMapping.groups": oidc.ClaimMapping.Groups,
		} {
			required[name] = value
		}
		require(len(oidc.RootCAs) == 1, "rootCAs: just one file is known here")
		require(oidc.RedirectURI == issuer+"/callback", "expected callback URL %q did not match the URL in the config %q", issuer+"/callback", oidc.RedirectURI)
		require(oidc.PKCEChallenge == "S256", "pkceChallenge: only S256 is known here")
		require(oidc.InsecureEnableGroups, "insecureEnableGroups: without it there would be no groups")
		require(oidc.OverrideClaimMapping, "overrideClaimMapping: claims are as they are mapped here")
	} else {
		ldap := c.LDAP
		for name, value := range map[string]string{
			"host": ldap.Host, "rootCA": ldap.RootCA, "bindDN": ldap.BindDN, "bindPW": ldap.BindPW,
			"userSearch.baseDN": ldap.UserSearch.BaseDN, "userSearch.username": ldap.UserSearch.Username,
			"groupSearch.baseDN": ldap.GroupSearch.BaseDN, "groupSearch.nameAttr": ldap.GroupSearch.NameAttr,
		} {
			required[name] = value
		}
		require(len(ldap.GroupSearch.UserMatchers) == 1, "groupSearch.userMatchers: just one is known here")
	}
	for name, value := range required {
		require(value != "", "missing required field %q", name)
	}
	return wrong
}
