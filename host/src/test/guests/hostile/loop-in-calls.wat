;; Loops for ever, a call in every turn.
(module
  (memory (export "memory") 1)
  (func $nothing)
  (func (export "fetch") (loop (call $nothing) (br 0))))
