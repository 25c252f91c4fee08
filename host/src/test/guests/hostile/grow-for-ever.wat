;; Asks for more memory for ever, though it gets none.
(module
  (memory (export "memory") 1)
  (func (export "fetch") (loop (drop (memory.grow (i32.const 1))) (br 0))))
