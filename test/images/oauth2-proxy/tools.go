//go:build tools

// Package oauth2proxy pins the proxy that the local test image is built from.
package oauth2proxy

import _ "github.com/oauth2-proxy/oauth2-proxy/v7"
