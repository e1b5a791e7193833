package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.EndpointSite.Call;
import io.highwater.servlet.EndpointSite.Collected;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Controllers of Spring MVC as endpoints. */
class SpringMvcTest {

    private static final String SPRING = EndpointSite.ENDPOINT + "/spring/";
    private static final byte[] BYTES = "grün ".repeat(5_000).getBytes(StandardCharsets.UTF_8);
    private static final String TEXT = "Content-Type: text/plain;charset=utf-8";

    /** What is tried. */
    @RestController
    static class Controller {

        private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });

        @RequestMapping("/bytes")
        ResponseEntity<String> bytes(
                @RequestBody byte[] body, @RequestHeader("X-Own") String own, Principal principal) {
            return ResponseEntity.status(201)
                    .header("X-Seen", own)
                    .body(RequestDump.sha256(body) + (principal == null ? "" : principal.getName()));
        }

        @RequestMapping("/text")
        String text(@RequestBody String body) {
            return RequestDump.sha256(body.getBytes(StandardCharsets.UTF_16));
        }

        @RequestMapping("/stream")
        String stream(InputStream body, HttpServletRequest request) throws IOException {
            return request.getMethod() + request.getRequestURI() + RequestDump.sha256(body.readAllBytes());
        }

        @RequestMapping("/resource")
        String resource(@RequestBody Resource body) throws IOException {
            return body.contentLength() + RequestDump.sha256(body.getContentAsByteArray());
        }

        @RequestMapping("/entity")
        String entity(HttpEntity<byte[]> entity) {
            return entity.getHeaders().getContentType() + " "
                    + entity.getHeaders().getContentLength()
                    + RequestDump.sha256(entity.getBody());
        }

        @RequestMapping("/form")
        String form(@RequestParam Map<String, String> all, @RequestParam("x") List<String> x) {
            return new TreeMap<>(all) + " " + x;
        }

        @RequestMapping("/formbody")
        String formBody(@RequestBody byte[] body) {
            return new String(body, StandardCharsets.UTF_8);
        }

        @RequestMapping("/multipart")
        String multipart(@RequestParam("file") MultipartFile file, @RequestParam("title") String title)
                throws IOException {
            return file.getOriginalFilename()
                    + file.getContentType()
                    + file.getSize()
                    + title
                    + RequestDump.sha256(file.getBytes());
        }

        @RequestMapping("/callable")
        Callable<String> callable(HttpServletRequest request) {
            return () -> request.getMethod()
                    + RequestDump.sha256(request.getInputStream().readAllBytes());
        }

        @RequestMapping("/deferred")
        DeferredResult<ResponseEntity<String>> deferred(@RequestBody byte[] body) {
            DeferredResult<ResponseEntity<String>> result = new DeferredResult<>(10_000L);
            workers.execute(() -> result.setResult(ResponseEntity.accepted().body(RequestDump.sha256(body))));
            return result;
        }

        @RequestMapping("/streaming")
        StreamingResponseBody streaming(@RequestBody byte[] body) {
            return out -> out.write(body);
        }

        @RequestMapping("/timeout")
        DeferredResult<String> timeout() {
            return new DeferredResult<>(50L);
        }

        @RequestMapping("/failing")
        String failing(@RequestBody byte[] body) {
            throw new IllegalArgumentException("has " + body.length + " bytes");
        }

        @ExceptionHandler(IllegalArgumentException.class)
        ResponseEntity<String> handle(IllegalArgumentException e) {
            return ResponseEntity.unprocessableEntity().body(e.getMessage());
        }

        @RequestMapping("/status")
        String status(@RequestParam("code") int code) {
            throw new ResponseStatusException(HttpStatus.valueOf(code), "as asked");
        }
    }

    /** The application. */
    @Configuration
    @EnableWebMvc
    static class Application {
        @Bean
        Controller controller() {
            return new Controller();
        }

        @Bean
        StandardServletMultipartResolver multipartResolver() {
            return new StandardServletMultipartResolver();
        }
    }

    private static void deploy(ServletContext context) {
        AnnotationConfigWebApplicationContext application = new AnnotationConfigWebApplicationContext();
        application.register(Application.class);
        ServletRegistration.Dynamic spring = context.addServlet("spring", new DispatcherServlet(application));
        spring.addMapping("/endpoint/spring/*");
        spring.setAsyncSupported(true);
        spring.setMultipartConfig(new MultipartConfigElement(""));
    }

    private static EndpointSite site(Container container) throws Exception {
        return EndpointSite.of(container, new HttpServlet() {}, new Deployment.Pieces(SpringMvcTest::deploy, Map.of()));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aControllerSeesTheBodyInAllItsForms(Container container) throws Exception {
        try (EndpointSite site = site(container)) {
            for (String form : List.of("bytes", "text", "stream", "resource", "entity", "streaming")) {
                for (String method : List.of("POST", "PUT")) {
                    Response seen = site.assertSame(
                            Call.of(method, SPRING + form + "?a=1", BYTES, TEXT, "X-Own: 1", "Authorization: alice"));
                    assertThat(seen.status()).isBetween(200, 201);
                    assertThat(seen.text()).isNotEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void formsAreParameters(Container container) throws Exception {
        try (EndpointSite site = site(container)) {
            byte[] body = "x=1&x=2&y=a+b".getBytes(StandardCharsets.US_ASCII);
            String type = "Content-Type: application/x-www-form-urlencoded;charset=UTF-8";
            Response form = site.assertSame(Call.of("POST", SPRING + "form?z=3&x=0", body, type));
            Response bytes = site.assertSame(Call.of("POST", SPRING + "formbody", body, type));

            assertThat(form.text()).isEqualTo("{x=0, y=a b, z=3} [0, 1, 2]");
            assertThat(bytes.text()).isEqualTo("x=1&x=2&y=a+b");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aMultipartFileIsOne(Container container) throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na title\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n"
                + "Content-Type: image/png\r\n\r\n" + "x".repeat(20_000) + "\r\n--b--\r\n";
        try (EndpointSite site = site(container)) {
            Response seen = site.assertSame(Call.of(
                    "POST",
                    SPRING + "multipart",
                    body.getBytes(StandardCharsets.US_ASCII),
                    "Content-Type: multipart/form-data; boundary=b"));

            assertThat(seen.text()).startsWith("a.binimage/png20000a title");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void asynchronousControllersAnswer(Container container) throws Exception {
        try (EndpointSite site = site(container)) {
            for (String form : List.of("callable", "deferred")) {
                Response seen = site.assertSame(Call.of("POST", SPRING + form, BYTES, TEXT));
                assertThat(seen.status()).isBetween(200, 202);
                assertThat(seen.text()).contains(BYTES.length + " bytes");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void errorsAreTheControllers(Container container) throws Exception {
        try (EndpointSite site = site(container)) {
            Response handled = site.assertSame(Call.of("POST", SPRING + "failing", BYTES, TEXT));
            assertThat(handled.status()).isEqualTo(422);
            for (String target : List.of("status?code=409", "nothing", "timeout")) {
                Call call = Call.of("POST", SPRING + target, BYTES, TEXT);
                Response plain = site.plain(call);
                Collected collected = site.inPieces(call, 2);

                assertThat(plain.status()).isGreaterThanOrEqualTo(400);
                assertThat(collected.response().status()).isEqualTo(plain.status());
                assertThat(site.again(collected, call).status()).isEqualTo(plain.status());
            }
        }
    }
}
