;; Two functions call each other for ever.
(module
  (memory (export "memory") 1)
  (func $a (call $b))
  (func $b (call $a))
  (func (export "fetch") (call $a)))
