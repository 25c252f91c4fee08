;; Copies more of a data segment than there is.
(module
  (memory (export "memory") 1)
  (data $d "abc")
  (func (export "fetch") (memory.init $d (i32.const 0) (i32.const 0) (i32.const 100))))
