;; Fills bytes behind the end.
(module
  (memory (export "memory") 1)
  (func (export "fetch") (memory.fill (i32.const 65530) (i32.const 7) (i32.const 100))))
