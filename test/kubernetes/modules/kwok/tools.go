//go:build tools

// Package kwok pins the program that plays nodes in tests.
package kwok

import _ "sigs.k8s.io/kwok/cmd/kwok"
