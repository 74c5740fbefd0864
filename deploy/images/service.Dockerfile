# The image of either service. The build context is the service's packaged application:
#   mvn -DskipTests package
#   docker build -f deploy/images/service.Dockerfile -t alambic/teacher-service:0.1.0 teacher-service/target/quarkus-app
# With --build-arg RUNTIME=gpu the same application runs on CUDA (see deploy/README.md).
ARG RUNTIME=cpu

FROM eclipse-temurin:17.0.17_10-jre-noble AS cpu

FROM pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime AS gpu
COPY --from=cpu /opt/java/openjdk /opt/java/openjdk
# DJL takes libtorch from here instead of from the application's CPU build, and its own CUDA
# binding (part of the application) to match. The version is the one DJL was built against.
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/java/openjdk/bin:$PATH \
    PYTORCH_VERSION=2.7.1 \
    PYTORCH_FLAVOR=cu128 \
    PYTORCH_LIBRARY_PATH=/opt/conda/lib/python3.11/site-packages/torch/lib \
    CUDA_RUNTIME_PATH=/opt/conda/lib/python3.11/site-packages/nvidia/cuda_runtime/lib
# Fail here, not at run time, should the base image ever keep its libraries elsewhere. DJL counts
# devices through the unversioned name of the CUDA runtime.
RUN test -f "$PYTORCH_LIBRARY_PATH/libtorch_cuda.so" \
    && mkdir /opt/cudart \
    && ln -s "$(ls "$CUDA_RUNTIME_PATH"/libcudart.so.12)" /opt/cudart/libcudart.so
ENV LD_LIBRARY_PATH=/opt/cudart:$LD_LIBRARY_PATH

FROM ${RUNTIME}
# /checkpoints and /models are where volumes go; native libraries are unpacked into the cache.
RUN useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin alambic \
    && install -d -o alambic -g alambic /checkpoints /models /var/cache/alambic
# The serial collector; the JVM's first compiler only (ADR 19). The services set the engine's threads themselves. Options of your own go into JDK_JAVA_OPTIONS and replace these.
# Native memory of one pass is kept for the next (ADR 20). The module launch holds the same values.
ENV DJL_CACHE_DIR=/var/cache/alambic \
    XDG_CACHE_HOME=/var/cache/alambic \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=33554432 \
    MALLOC_TRIM_THRESHOLD_=1073741824 \
    JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
WORKDIR /app
COPY lib/ lib/
COPY quarkus/ quarkus/
COPY app/ app/
COPY quarkus-run.jar ./
# The next starts take their classes from what this one leaves behind (ADR 18), and go without where it leaves nothing.
RUN DJL_CACHE_DIR=/tmp/rehearsal XDG_CACHE_HOME=/tmp/rehearsal \
    java -XX:ArchiveClassesAtExit=/app/classes.jsa -jar /app/quarkus-run.jar rehearse; \
    rm -rf /tmp/rehearsal* /tmp/vertx-cache /tmp/hsperfdata_root
USER 10001:10001
# HTTP of the teacher, HTTP of the student, gRPC of the student.
EXPOSE 8081 8082 9000
# Exec form: the JVM is process 1 and gets SIGTERM.
# Tensors live outside the heap, so the heap may take less than half of the container's memory. What teaches,
# learns and compiles gives way to what answers (the JVM's warning about permissions concerns higher priorities only).
ENTRYPOINT ["java", "-XX:ThreadPriorityPolicy=1", "-XX:JavaPriority1_To_OSPriority=3", "-XX:CompilerThreadPriority=3", "-XX:MaxRAMPercentage=40", "-XX:+ExitOnOutOfMemoryError", "-XX:SharedArchiveFile=/app/classes.jsa", "-jar", "/app/quarkus-run.jar"]
