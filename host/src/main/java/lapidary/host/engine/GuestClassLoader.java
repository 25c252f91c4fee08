package lapidary.host.engine;

import java.util.Map;

/** Has the classes of one compiled module; they go when it goes. */
final class GuestClassLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    GuestClassLoader(Map<String, byte[]> classes) {
        super("guest", GuestClassLoader.class.getClassLoader());
        this.classes = Map.copyOf(classes);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
