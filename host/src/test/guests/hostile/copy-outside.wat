;; Copies from behind the end.
(module
  (memory (export "memory") 1)
  (func (export "fetch") (memory.copy (i32.const 0) (i32.const 65530) (i32.const 100))))
