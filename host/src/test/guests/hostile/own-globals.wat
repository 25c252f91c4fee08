;; Exports mutable globals, and sets them for ever.
(module
  (memory (export "memory") 1)
  (global $fuel (export "fuel") (mut i64) (i64.const 0))
  (func (export "fetch")
    (loop
      (global.set $fuel (i64.const 0x7fffffffffffffff))
      (br 0))))
