package lapidary.bench.fuel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Bytes of a Wasm module, as they are written. Not thread-safe. */
final class Code {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Opcodes and small numbers. */
    Code op(int... bytes) {
        for (int each : bytes) {
            out.write(each);
        }
        return this;
    }

    Code u32(long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    Code s64(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write((int) (rest & 0x7f));
        return this;
    }

    Code i32(int value) {
        return op(0x41).s64(value);
    }

    Code i64(long value) {
        return op(0x42).s64(value);
    }

    Code f32(float value) {
        return op(0x43).fixed(Float.floatToRawIntBits(value), Float.BYTES);
    }

    Code f64(double value) {
        return op(0x44).fixed(Double.doubleToRawLongBits(value), Double.BYTES);
    }

    private Code fixed(long bits, int size) {
        for (int i = 0; i < size; i++) {
            out.write((int) (bits >>> (8 * i)));
        }
        return this;
    }

    Code name(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        return u32(bytes.length).append(bytes);
    }

    Code get(int local) {
        return op(0x20).u32(local);
    }

    Code set(int local) {
        return op(0x21).u32(local);
    }

    Code append(Code other) {
        return append(other.bytes());
    }

    Code append(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Code sized(Code content) {
        return u32(content.out.size()).append(content);
    }

    Code times(int count, Code part) {
        for (int i = 0; i < count; i++) {
            append(part);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
