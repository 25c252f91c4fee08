;; Reads at the last address that can be named.
(module
  (memory (export "memory") 1)
  (func (export "fetch") (drop (i64.load offset=0xffffffff (i32.const -1)))))
