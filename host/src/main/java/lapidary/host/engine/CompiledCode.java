package lapidary.host.engine;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The classes that a module was compiled to, by name, and as one string of bytes for a cache, with
 * a checksum in front.
 *
 * @param mainClass the one that is the module's machine
 * @param interpreted the functions that are not compiled, whose Wasm is still needed
 */
record CompiledCode(String mainClass, Set<Integer> interpreted, Map<String, byte[]> classes) {
    private static final int DIGEST_BYTES = 32;

    /**
     * Has the JVM load and check all classes.
     *
     * @return what makes a machine for an instance
     * @throws LinkageError if the engine made a class that is no class
     */
    Function<Instance, Machine> link() {
        var loader = new GuestClassLoader(classes);
        try {
            for (String name : classes.keySet()) {
                Class.forName(name, true, loader);
            }
            var type = loader.loadClass(mainClass).asSubclass(Machine.class);
            MethodHandle constructor =
                    MethodHandles.publicLookup()
                            .findConstructor(
                                    type, MethodType.methodType(void.class, Instance.class))
                            .asType(MethodType.methodType(Machine.class, Instance.class));
            return instance -> construct(constructor, instance);
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("compiled code has no machine", e);
        }
    }

    private static Machine construct(MethodHandle constructor, Instance instance) {
        try {
            return (Machine) constructor.invokeExact(instance);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of all classes together. */
    long bytes() {
        return classes.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    byte[] encoded() {
        var content = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(content)) {
            out.writeUTF(mainClass);
            out.writeInt(interpreted.size());
            for (int function : new TreeSet<>(interpreted)) {
                out.writeInt(function);
            }
            out.writeInt(classes.size());
            for (var entry : classes.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeInt(entry.getValue().length);
                out.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(digest(content.toByteArray(), 0));
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    /** Nothing if the bytes are not what {@link #encoded} gave. */
    static Optional<CompiledCode> decode(byte[] bytes) {
        if (bytes.length < DIGEST_BYTES || !hasItsDigest(bytes)) {
            return Optional.empty();
        }
        var content = new ByteArrayInputStream(bytes, DIGEST_BYTES, bytes.length - DIGEST_BYTES);
        try (var in = new DataInputStream(content)) {
            String mainClass = in.readUTF();
            Set<Integer> interpreted = new HashSet<>();
            int interpretedCount = in.readInt();
            for (int index = 0; index < interpretedCount; index++) {
                interpreted.add(in.readInt());
            }
            int count = in.readInt();
            Map<String, byte[]> classes = new LinkedHashMap<>();
            for (int index = 0; index < count; index++) {
                String name = in.readUTF();
                classes.put(name, in.readNBytes(in.readInt()));
            }
            return Optional.of(new CompiledCode(mainClass, interpreted, classes));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static boolean hasItsDigest(byte[] bytes) {
        byte[] digest = digest(bytes, DIGEST_BYTES);
        return MessageDigest.isEqual(digest, Arrays.copyOf(bytes, DIGEST_BYTES));
    }

    private static byte[] digest(byte[] bytes, int start) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, start, bytes.length - start);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
