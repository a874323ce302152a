package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Config is what of Dex's configuration file this server honours, under Dex's names. Any other field is refused.
type Config struct {
	Issuer  string `yaml:"issuer"`
	Storage struct {
		Type string `yaml:"type"`
	} `yaml:"storage"`
	Web struct {
		HTTP          string            `yaml:"http"`
		HTTPS         string            `yaml:"https"`
		TLSCert       string            `yaml:"tlsCert"`
		TLSKey        string            `yaml:"tlsKey"`
		TLSMinVersion string            `yaml:"tlsMinVersion"`
		Headers       map[string]string `yaml:"headers"`
	} `yaml:"web"`
	OAuth2 struct {
		GrantTypes         []string `yaml:"grantTypes"`
		ResponseTypes      []string `yaml:"responseTypes"`
		SkipApprovalScreen bool     `yaml:"skipApprovalScreen"`
	} `yaml:"oauth2"`
	Expiry struct {
		IDTokens     string `yaml:"idTokens"`
		AuthRequests string `yaml:"authRequests"`
	} `yaml:"expiry"`
	Logger struct {
		Level  string `yaml:"level"`
		Format string `yaml:"format"`
	} `yaml:"logger"`
	Connectors    []Connector    `yaml:"connectors"`
	StaticClients []StaticClient `yaml:"staticClients"`
}

// StaticClient is a service that lets people sign on here.
type StaticClient struct {
	ID           string   `yaml:"id"`
	Secret       string   `yaml:"secret"`
	RedirectURIs []string `yaml:"redirectURIs"`
	Public       bool     `yaml:"public"`
	Name         string   `yaml:"name"`
}

// LoadConfig reads and checks the file; a setting that could not be honoured is an error, never left out.
func LoadConfig(path string) (*Config, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	config := &Config{}
	if err := decoder.Decode(config); err != nil {
		return nil, fmt.Errorf("error parse config file %s: %w", path, err)
	}
	return config, config.validate()
}

func (c *Config) validate() error {
	var wrong []error
	require := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	issuer, err := url.Parse(c.Issuer)
	require(c.Issuer != "", "no issuer specified in config file")
	require(err == nil && issuer.Host != "" && strings.HasPrefix(issuer.Scheme, "http"), "issuer %q is not an address", c.Issuer)
	require(c.Storage.Type == "memory", "storage type %q: only memory is known here", c.Storage.Type)
	require((c.Web.HTTP == "") != (c.Web.HTTPS == ""), "must supply one HTTP or HTTPS address to listen on")
	for _, address := range []string{c.Web.HTTP, c.Web.HTTPS} {
		_, _, err := net.SplitHostPort(address)
		require(address == "" || err == nil, "web: %q is no address to listen on", address)
	}
	require(c.Web.HTTPS == "" || c.Web.TLSCert != "", "no cert specified for HTTPS")
	require(c.Web.HTTPS == "" || c.Web.TLSKey != "", "no private key specified for HTTPS")
	require(c.Web.HTTPS == "" || c.Web.TLSMinVersion == "1.3", "web.tlsMinVersion must be \"1.3\" here")
	require(equal(c.OAuth2.ResponseTypes, "code"), "oauth2.responseTypes: only [code] is known here")
	require(equal(c.OAuth2.GrantTypes, "authorization_code"), "oauth2.grantTypes: only [authorization_code] is known here")
	require(c.OAuth2.SkipApprovalScreen, "oauth2.skipApprovalScreen: there is no approval screen here")
	for _, text := range []string{c.Expiry.IDTokens, c.Expiry.AuthRequests} {
		_, err := time.ParseDuration(text)
		require(err == nil, "expiry: %q is no duration", text)
	}
	require(c.Logger.Format == "json" || c.Logger.Format == "text", "logger.format %q: json or text", c.Logger.Format)
	require(len(c.Connectors) == 1, "connectors: just one is known here")
	for _, connector := range c.Connectors {
		wrong = append(wrong, connector.validate(c.Issuer)...)
	}
	ids := map[string]bool{}
	for _, client := range c.StaticClients {
		require(client.ID != "", "invalid config: id field is required for a client")
		require(!ids[client.ID], "client %q is there twice", client.ID)
		require(client.Public || client.Secret != "", "invalid config: secret field is required for client %q", client.ID)
		require(len(client.RedirectURIs) > 0, "client %q has no redirectURIs", client.ID)
		ids[client.ID] = true
	}
	return errors.Join(wrong...)
}

func equal(list []string, only string) bool { return len(list) == 1 && list[0] == only }
