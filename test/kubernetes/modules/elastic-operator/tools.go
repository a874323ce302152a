//go:build tools

package elasticoperator

import _ "github.com/elastic/cloud-on-k8s/v3/cmd"
