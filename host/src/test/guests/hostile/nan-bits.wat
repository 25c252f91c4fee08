;; Looks for the bits that a processor leaves in a NaN.
(module
  (memory (export "memory") 1)
  (global $zero (mut f64) (f64.const 0))
  (func (export "fetch")
    (if (i64.ne
          (i64.reinterpret_f64 (f64.div (global.get $zero) (global.get $zero)))
          (i64.const 0x7ff8000000000000))
      (then (unreachable)))))
