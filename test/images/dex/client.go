package main

import (
	"slices"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// client is a static client as the library asks about it.
type client struct {
	StaticClient
	loginURL string
	lifetime time.Duration
}

var scopes = []string{oidc.ScopeOpenID, oidc.ScopeEmail, oidc.ScopeProfile, "groups"}

func (c *client) GetID() string                    { return c.ID }
func (c *client) RedirectURIs() []string           { return c.StaticClient.RedirectURIs }
func (c *client) PostLogoutRedirectURIs() []string { return nil }
func (c *client) ApplicationType() op.ApplicationType {
	if c.Public {
		return op.ApplicationTypeNative
	}
	return op.ApplicationTypeWeb
}
func (c *client) AuthMethod() oidc.AuthMethod {
	if c.Public {
		return oidc.AuthMethodNone
	}
	return oidc.AuthMethodBasic
}
func (c *client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c *client) GrantTypes() []oidc.GrantType        { return []oidc.GrantType{oidc.GrantTypeCode} }
func (c *client) LoginURL(id string) string           { return c.loginURL + id }
func (c *client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }
func (c *client) IDTokenLifetime() time.Duration      { return c.lifetime }
func (c *client) DevMode() bool                       { return false }
func (c *client) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(asked []string) []string { return asked }
}
func (c *client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(asked []string) []string { return asked }
}
func (c *client) IsScopeAllowed(scope string) bool { return slices.Contains(scopes, scope) }

// IDTokenUserinfoClaimsAssertion: as Dex does, name, address and groups are in the ID token.
func (c *client) IDTokenUserinfoClaimsAssertion() bool { return true }
func (c *client) ClockSkew() time.Duration             { return 0 }
