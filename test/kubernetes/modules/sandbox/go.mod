module lakehouse/test/kubernetes/modules/sandbox

go 1.25.11
