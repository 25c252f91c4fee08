package lapidary.host.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import lapidary.host.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Frames that are right, nearly right or anything, in pieces of any size: what they mean depends on
 * the bytes and never on the pieces, nothing but messages and refusals comes out, no more memory is
 * claimed than came, and all of it is given back.
 *
 * <p>{@code -Dlapidary.fuzz.rounds=} tries more, {@code -Dlapidary.fuzz.seed=} begins elsewhere.
 */
class FrameFuzz {
    private static final int ROUNDS = Integer.getInteger("lapidary.fuzz.rounds", 5_000);
    private static final long SEED = Long.getLong("lapidary.fuzz.seed", 1);

    private final Random random = new Random(SEED);
    private final MemoryBudget budget = new MemoryBudget(64 << 20);
    private int messages;
    private int refusals;

    @Test
    void what_frames_mean_does_not_depend_on_how_their_bytes_come() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = frames();
            var whole = heard(List.of(bytes));
            assertEquals(whole, heard(pieces(bytes)), "seed " + SEED + ", round " + round);
            assertEquals(0, budget.used(), "seed " + SEED + ", round " + round);
        }
        assertTrue(messages > ROUNDS / 10, messages + " messages");
        assertTrue(refusals > ROUNDS / 10, refusals + " refusals");
    }

    private byte[] frames() {
        var out = new ByteArrayOutputStream();
        for (int count = 1 + random.nextInt(6); count > 0; count--) {
            byte[] payload = payload();
            boolean isControl = random.nextInt(5) == 0;
            int opcode = isControl ? 8 + random.nextInt(3) : random.nextInt(3);
            int head = (random.nextInt(3) > 0 || isControl ? Frames.FIN : 0) | opcode;
            frame(out, head, isControl ? Arrays.copyOf(payload, payload.length % 126) : payload);
        }
        byte[] bytes = out.toByteArray();
        if (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private byte[] payload() {
        return switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> "héllo €".repeat(random.nextInt(40)).getBytes(UTF_8);
            case 2 -> new byte[random.nextInt(70_000)];
            default -> {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }

    private void frame(ByteArrayOutputStream out, int head, byte[] payload) {
        byte[] frame = Frames.of(0, payload, 0, payload.length);
        int headBytes = Frames.headBytes(payload.length);
        frame[0] = (byte) head;
        frame[1] |= (byte) Frames.MASKED;
        out.write(frame, 0, headBytes);
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
    }

    private List<byte[]> pieces(byte[] bytes) {
        var pieces = new ArrayList<byte[]>();
        int at = 0;
        while (at < bytes.length) {
            int size = 1 + random.nextInt(random.nextBoolean() ? 3 : 9_000);
            int end = Math.min(bytes.length, at + size);
            pieces.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return pieces;
    }

    /** What comes of it, as texts, to the first that ends it. */
    private List<String> heard(List<byte[]> pieces) {
        var heard = new ArrayList<String>();
        var wire = new Pieces(pieces);
        var reader = new FrameReader(wire, budget);
        try {
            while (heard.isEmpty() || !heard.getLast().startsWith("end")) {
                heard.add(text(reader.next()));
                assertTrue(budget.used() <= 4L * wire.read + 1_024, budget.used() + " claimed");
            }
        } catch (ProtocolError e) {
            refusals++;
            heard.add(e.code() + " " + e.text());
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            reader.close();
        }
        return heard;
    }

    private String text(Incoming incoming) {
        return switch (incoming) {
            case Incoming.Message(boolean isText, var data, var memory) -> {
                messages++;
                memory.close();
                yield isText + " " + text(data);
            }
            case Incoming.Ping(var data) -> "ping " + text(data);
            case Incoming.Pong _ -> "pong";
            case Incoming.Close(int code, String reason) -> "end " + code + " " + reason;
            case Incoming.End _ -> "end";
        };
    }

    private static String text(Payload data) {
        return data.length() + ":" + Arrays.hashCode(Arrays.copyOf(data.bytes(), data.length()));
    }

    /** A connection on which those bytes come, and then the end. */
    private static final class Pieces implements Wire {
        private final List<byte[]> pieces;
        private int next;
        private long read;

        Pieces(List<byte[]> pieces) {
            this.pieces = pieces;
        }

        @Override
        public byte @Nullable [] read(long nanosMax) {
            if (next == pieces.size()) {
                return null;
            }
            byte[] piece = pieces.get(next++);
            read += piece.length;
            return piece.length == 0 ? read(nanosMax) : piece;
        }

        @Override
        public void readWithin(long nanos) {
            throw new AssertionError("nobody reads later");
        }

        @Override
        public void write(byte[] bytes) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void endOutput() {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void breakOff() {
            throw new AssertionError("nobody breaks it off");
        }
    }
}
