;; Makes an integer of what is too big.
(module
  (memory (export "memory") 1)
  (global $big (mut f32) (f32.const inf))
  (func (export "fetch") (drop (i32.trunc_f32_u (global.get $big)))))
