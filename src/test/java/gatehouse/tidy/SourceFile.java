// SPDX-License-Identifier: AGPL-3.0-or-later
package gatehouse.tidy;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A file of the project's own, as text. */
record SourceFile(Path path, List<String> lines) {
    SourceFile {
        lines = List.copyOf(lines);
    }

    /** A method with a body, and how many lines it has from its first to its last brace. */
    record Method(Path file, String name, long lines) {}

    /** All files below these folders whose names end so. */
    static List<SourceFile> below(List<String> folders, List<String> endings) {
        return folders.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(SourceFile::walk)
                .filter(path -> endings.stream().anyMatch(path.toString()::endsWith))
                .map(SourceFile::read)
                .toList();
    }

    private static Stream<Path> walk(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SourceFile read(Path path) {
        try {
            return new SourceFile(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }

    static List<Method> methods(List<SourceFile> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var sources = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    sources,
                    null,
                    List.of("-proc:none"),
                    null,
                    sources.getJavaFileObjectsFromPaths(
                            files.stream().map(SourceFile::path).toList()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Method> methods = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new Bodies(unit, positions, methods), null);
            }
            return methods;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Bodies extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Method> methods;

        Bodies(CompilationUnitTree unit, SourcePositions positions, List<Method> methods) {
            this.unit = unit;
            this.positions = positions;
            this.methods = methods;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            BlockTree body = method.getBody();
            if (body != null) {
                LineMap lines = unit.getLineMap();
                long first = lines.getLineNumber(positions.getStartPosition(unit, body));
                long last = lines.getLineNumber(positions.getEndPosition(unit, body));
                methods.add(new Method(
                        Path.of(unit.getSourceFile().toUri()), method.getName().toString(), last - first + 1));
            }
            return super.visitMethod(method, nothing);
        }
    }
}
