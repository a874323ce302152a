module lakehouse/test/kubernetes/modules/definitions

go 1.25.11

require istio.io/api v1.31.1
