package lapidary.host.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Has the classes of one compiled module; they go when it goes. Thread-safe. */
final class GuestClassLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    GuestClassLoader(Map<String, byte[]> classes) {
        super("guest", HelperLoader.ready());
        this.classes = new ConcurrentHashMap<>(classes);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.remove(name); // a class is defined once, and then the JVM has it
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
