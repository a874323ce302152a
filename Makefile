# The operator's commands. `make help` lists them; each is a small program in tools/.
SHELL := /bin/bash
.DEFAULT_GOAL := help

STACKS := $(patsubst Pulumi.%.yaml,%,$(wildcard Pulumi.*.yaml))
STACK ?= dev
export STACK SERVICE PRINCIPAL CONFIRM DISCARD IMAGES BENCH ROUNDS
# Of `volume`, and of `pull-request-report`.
export VOLUME SIZE METHOD REMOVE VOLUME_KEY_FILE BASE TESTS
# Of `firewall`, and REMOVE.
export FILE

ifeq ($(filter $(STACK),$(STACKS)),)
ifneq ($(filter-out help,$(or $(MAKECMDGOALS),help)),)
$(error STACK=$(STACK): there is no such stack. Stacks: $(STACKS))
endif
endif

RUN := node --require ./tools/pulumi/load-on-demand.cjs --import tsx
# npm writes this file last, so it says which package-lock.json node_modules was made from.
INSTALLED := node_modules/.package-lock.json

.PHONY: help
help: ## List the commands
	@awk 'BEGIN { FS = ":.*## "; print "make COMMAND [STACK=dev|staging|prod]\n" } \
	  /^[a-z-]+:.*## / { printf "  %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '%s\n' '' 'Variables:' \
	  '  SERVICE=..., PRINCIPAL=...             the login that credentials prints' \
	  '  CONFIRM=<name>                         agrees to what destroy, and volume REMOVE=yes, take away for good' \
	  '  DISCARD=<volume>,...                   agrees to the loss of what the configuration no longer runs (up),' \
	  '                                         or of what the volume still holds (volume REMOVE=yes)' \
	  '  VOLUME=, SIZE=, METHOD=, REMOVE=yes    place, size and kind of the encrypted volume; its removal (volume)' \
	  '  VOLUME_KEY_FILE=/path/to/file          where its key is kept, in place of the state directory (volume)' \
	  '  FILE=/path/to/file, REMOVE=yes         where the rules are written instead; their removal (firewall)' \
	  '  KEY=<key>                              which secret of the configuration is encrypted (secret)' \
	  '  BASE=<branch>, TESTS=<outcome>         what pull-request-report compares with, and repeats of the tests' \
	  '  DRILL="...", BENCH=..., ROUNDS=...     some drills or benches, and how often each is measured' \
	  '  IMAGES=local                           images built from packages, where no registry can be reached' \
	  '  LAKEHOUSE_PULUMI=/path/to/pulumi       the engine' \
	  '  LAKEHOUSE_PLUGINS=official|test        the provider plugins' \
	  '  LAKEHOUSE_CONFIG=/path/to/file.yaml    configuration set over the tracked one' \
	  '  LAKEHOUSE_HOME=/path/to/directory      where state and passphrase are kept'

.PHONY: node
node:
	@command -v node >/dev/null || { echo 'error: Node.js is not installed. Install Node.js 20 or newer (https://nodejs.org).' >&2; exit 1; }
	@command -v npm >/dev/null || { echo 'error: npm is not installed. It comes with Node.js (https://nodejs.org); Debian has it as a package of its own: npm.' >&2; exit 1; }
	@node tools/check-node.mjs

$(INSTALLED): package-lock.json | node
	npm ci --no-audit --no-fund
	@touch $@

.PHONY: deps
deps: node $(INSTALLED) ## Install the npm packages this project pins

.PHONY: up
up: deps ## Bring the stack up, load the sample data, show the services
	@$(RUN) tools/up.ts

.PHONY: demo
demo: deps ## Move what is new from the sample source to the dashboard, and say where to click
	@$(RUN) tools/demo.ts

.PHONY: rebuild
rebuild: deps ## Make silver and gold anew from the whole of bronze, and test them
	@$(RUN) tools/rebuild.ts

.PHONY: dbt-docs
dbt-docs: deps ## Write what dbt documents of the data, as one page, to reports/dbt-docs
	@$(RUN) tools/dbt-docs.ts

.PHONY: preview
preview: deps ## Show what `up` would change, and what the policies say of it
	@$(RUN) tools/preview.ts

.PHONY: screenshot
screenshot: deps ## Keep a picture of the dashboard, as a viewer sees it by a browser, in docs/dashboard.png
	@$(RUN) tools/screenshot.ts

.PHONY: down
down: deps ## Stop the stack; data, keys and credentials are kept
	@$(RUN) tools/down.ts

.PHONY: destroy
destroy: deps ## Remove the stack with its data (asks for CONFIRM=<name>)
	@$(RUN) tools/destroy.ts

.PHONY: credentials
credentials: deps ## List logins; with SERVICE= and PRINCIPAL= print one
	@$(RUN) tools/credentials.ts

.PHONY: secret
secret: deps ## Encrypt a value for the configuration: it is asked for, or comes by standard input
	@$(RUN) tools/secret.ts

.PHONY: forward
forward: deps ## Lead ports of this machine to the stores of a cluster, until it is interrupted
	@exec $(RUN) tools/forward.ts

.PHONY: session
session: deps ## Sign on by a browser, and print credentials of the object store that end
	@$(RUN) tools/session.ts

.PHONY: doctor
doctor: deps ## Say what this machine has and lacks for the stack
	@$(RUN) tools/doctor.ts

.PHONY: volume
volume: deps ## Prepare the encrypted volume the stack's data lies on, or open it again
	@$(RUN) tools/volume.ts

.PHONY: firewall
firewall: deps ## Let other machines come to what is published as the configuration says, by rules of this host
	@$(RUN) tools/firewall.ts

.PHONY: images
images: deps ## Build every image from packages, for machines without an image registry
	@$(RUN) tools/images.ts

.PHONY: pin-images
pin-images: deps ## Resolve the catalogue's image digests where a registry can be reached
	@$(RUN) tools/pin-images.ts

.PHONY: test
test: lint ## Check everything: types, style, units, policies, graphs, and a stack on running servers
	cd test/images/elasticsearch && go vet ./... && go test ./...
	cd test/images/dex && go vet ./... && go test ./...
	npx vitest run
	npx vitest run --config vitest.e2e.config.ts

.PHONY: data-path
data-path: deps ## Try the way from a source to a dashboard alone: jobs killed at more moments, a company's directory too
	LAKEHOUSE_TEST_MOMENTS=3 LAKEHOUSE_DATA_PATH=whole npx vitest run --config vitest.e2e.config.ts test/e2e/data-path

.PHONY: nodes
nodes: deps ## Try prod's stores on real nodes: kubelets with containerd
	LAKEHOUSE_TEST_APART=1 npx vitest run --config vitest.e2e.config.ts test/e2e/node

.PHONY: upgrade
upgrade: deps ## Try an upgrade: dev and prod as the commit before made them, taken on by this one
	LAKEHOUSE_TEST_APART=1 npx vitest run --config vitest.e2e.config.ts test/e2e/upgrade

.PHONY: drill
drill: deps ## Break things on purpose: interrupted updates, dead engines, wrong input, rotations (DRILL="rotation" for some)
	npx vitest run --config vitest.drill.config.ts $(DRILL)

.PHONY: bench
bench: deps ## Measure what the platform costs, as ratios, and write docs/performance.md (BENCH=preview,policies for some, memory for the stack that runs)
	@$(RUN) tools/bench/main.ts

.PHONY: pull-request-report
pull-request-report: deps ## Preview dev and compare its graph with BASE: what a pull request's comment is made of
	@$(RUN) tools/pull-request/report.ts

.PHONY: golden
golden: deps ## Refresh everything that is generated: graphs, tables, the picture, policy levels
	$(RUN) tools/docs/write.ts
	$(RUN) policies/write-enforcement.ts
	$(RUN) policies/write-docs.ts

.PHONY: lint
lint: deps ## Check types, style and format
	npx tsc --noEmit
	npx eslint .
	npx prettier --check .

.PHONY: format
format: deps ## Rewrite the sources in the project's format
	npx prettier --write .
