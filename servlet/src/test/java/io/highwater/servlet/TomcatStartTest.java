package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an embedded Tomcat that looks for no {@link OptionsCheck} makes of a servlet whose options are wrong, unless its
 * context has {@code failCtxIfServletStartFails}: it goes on without it.
 */
class TomcatStartTest {

    private static final String WHY = "init-param max-size is \"5 apples\", but must be a size such as 5MiB";

    @TempDir
    Path directory;

    private final Logger logger = Logger.getLogger("org.apache.catalina.core");
    private final Log log = new Log();

    /** What Tomcat logs of a failure: the message and the root of its causes. */
    private static final class Log extends Handler {

        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void publish(LogRecord record) {
            Throwable root = record.getThrown();
            while (root != null && root.getCause() != null) {
                root = root.getCause();
            }
            lines.add(record.getMessage() + " " + root);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        logger.addHandler(log);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(log);
    }

    private Tomcat started(String maxSize) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Wrapper wrapper = Tomcat.addServlet(context, "uploads", new ResumableUploadServlet());
        wrapper.setAsyncSupported(true);
        wrapper.setLoadOnStartup(1);
        wrapper.addInitParameter("store", "memory");
        wrapper.addInitParameter("max-size", maxSize);
        context.addServletMappingDecoded("/uploads/*", "uploads");
        tomcat.start();
        return tomcat;
    }

    private static void stop(Tomcat tomcat) throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "HEAD", "OPTIONS"})
    void aWrongOptionIsLoggedAtTheStartAndEveryRequestIsRefused(String method) throws Exception {
        Tomcat tomcat = started("5 apples");
        try {
            assertThat(log.lines).anySatisfy(line -> assertThat(line).contains(WHY));
            for (int i = 0; i < 3; i++) {
                log.lines.clear();
                Response refused = RawClient.request(tomcat.getConnector().getLocalPort(), method, "/uploads");
                assertThat(refused.status()).isEqualTo(500);
                assertThat(log.lines).anySatisfy(line -> assertThat(line).contains(WHY));
            }
        } finally {
            stop(tomcat);
        }
    }

    @Test
    void aRightOptionIsServed() throws Exception {
        Tomcat tomcat = started("5MiB");
        try {
            Response created = RawClient.request(tomcat.getConnector().getLocalPort(), "POST", "/uploads");
            assertThat(created.status()).isEqualTo(201);
            assertThat(log.lines).noneSatisfy(line -> assertThat(line).contains("max-size"));
        } finally {
            stop(tomcat);
        }
    }
}
