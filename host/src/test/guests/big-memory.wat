;; Wants more memory at once than an instance may have: 128 MiB and a page.
(module
  (memory (export "memory") 2049)
  (func (export "fetch")))
