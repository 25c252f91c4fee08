;; Makes an integer of what is no number.
(module
  (memory (export "memory") 1)
  (global $nan (mut f64) (f64.const nan))
  (func (export "fetch") (drop (i64.trunc_f64_s (global.get $nan)))))
