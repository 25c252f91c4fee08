;; Divides the least number by -1.
(module
  (memory (export "memory") 1)
  (global $minus (mut i32) (i32.const -1))
  (func (export "fetch") (drop (i32.div_s (i32.const 0x80000000) (global.get $minus)))))
