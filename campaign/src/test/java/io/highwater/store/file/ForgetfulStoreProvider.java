package io.highwater.store.file;

import io.highwater.store.SteadyClock;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Opens a store that is broken on purpose: it syncs what it says of the bytes, but not the bytes. It takes the place of
 * the real one where its resources come first on the class path.
 */
public final class ForgetfulStoreProvider implements UploadStoreProvider {

    /** For the service loader. */
    public ForgetfulStoreProvider() {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Set<String> options() {
        return Set.of("data-dir");
    }

    @Override
    public UploadStore open(Map<String, String> options) throws IOException {
        Path directory = Path.of(options.get("data-dir"));
        return FileUploadStore.open(directory, SteadyClock.utc(), forgetful(new LocalDisk()), System::nanoTime);
    }

    private static Disk forgetful(Disk disk) {
        return proxy(Disk.class, (proxy, method, arguments) -> {
            Object result = invoke(disk, method, arguments);
            boolean data =
                    method.getName().equals("open") && arguments[0].toString().endsWith(".data");
            return data ? unsynced((DiskFile) result) : result;
        });
    }

    private static DiskFile unsynced(DiskFile file) {
        return proxy(
                DiskFile.class,
                (proxy, method, arguments) -> method.getName().equals("sync") ? null : invoke(file, method, arguments));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
