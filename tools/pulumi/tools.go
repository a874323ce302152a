//go:build tools

// Package pulumi pins the Pulumi command line that is built where the official download cannot be reached.
package pulumi

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
