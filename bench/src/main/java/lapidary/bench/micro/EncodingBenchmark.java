package lapidary.bench.micro;

import java.util.concurrent.TimeUnit;
import lapidary.abi.EncodingException;
import lapidary.abi.ListReader;
import lapidary.abi.ListWriter;
import lapidary.abi.ValuesReader;
import lapidary.abi.ValuesWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What do the encodings of the contract take: a request's head, and a row of five values? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncodingBenchmark {
    private static final int FIELDS = 12;

    private byte[] head = {};
    private byte[] row = {};

    @Setup
    public void encode() {
        head = encodeHead();
        row = encodeRow();
    }

    /** A method, a path and twelve header fields. */
    @Benchmark
    public byte[] encodeHead() {
        var out = new ListWriter().add("GET").add("/a/path?with=a&query=string");
        for (int i = 0; i < FIELDS; i++) {
            out.add("x-some-header").add("and the value that it has");
        }
        return out.toByteArray();
    }

    @Benchmark
    public int decodeHead() throws EncodingException {
        int characters = 0;
        var in = new ListReader(head, 0, head.length);
        while (in.next()) {
            characters += in.text().length();
        }
        return characters;
    }

    @Benchmark
    public byte[] encodeRow() {
        return new ValuesWriter()
                .addInteger(42)
                .addReal(1.5)
                .addText("some text that somebody wrote")
                .addBlob(new byte[64])
                .addNull()
                .toByteArray();
    }

    @Benchmark
    public int decodeRow() throws EncodingException {
        int count = 0;
        var in = new ValuesReader(row, 0, row.length);
        while (in.next()) {
            count += in.length();
        }
        return count;
    }
}
