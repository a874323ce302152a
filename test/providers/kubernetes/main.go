// The official provider for Kubernetes, built from its Go module where its download cannot be reached.
package main

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// Set by the build to the SDK's version, which the engine asks for.
var version = "0.0.0"

func main() {
	// The engine asks for a schema only to write one down; programs bring their SDK.
	schema := fmt.Sprintf(`{"name":"kubernetes","version":%q}`, version)
	provider.Serve("kubernetes", version, []byte(schema), []byte("{}"))
}
