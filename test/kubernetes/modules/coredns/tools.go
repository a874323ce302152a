//go:build tools

// Package coredns pins the name service that tests run.
package coredns

import _ "github.com/coredns/coredns"
