//go:build tools

// Package objectstore pins the object store server that the local test image is built from.
package objectstore

import _ "github.com/minio/minio"
