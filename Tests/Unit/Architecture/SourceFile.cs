using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ImsConference.Tests.Unit.Architecture;

/// <summary>One C# source of the repository, parsed.</summary>
/// <param name="Path">Path below the root, with slashes, for example <c>Mrfc/Focus/Conference.cs</c>.</param>
/// <param name="Root">Its syntax tree.</param>
public sealed record SourceFile(string Path, CompilationUnitSyntax Root)
{
    /// <summary>Folder below the repository's root, with slashes.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    /// <summary>Namespaces it names: by using directive, by alias, or spelt out in a qualified name.</summary>
    public IEnumerable<string> NamedNamespaces =>
        Root.DescendantNodes()
            .Select(node => node switch
            {
                UsingDirectiveSyntax { NamespaceOrType: { } name } => name.ToString(),
                QualifiedNameSyntax { Parent: not (QualifiedNameSyntax or UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax) } name => name.ToString(),
                MemberAccessExpressionSyntax { Parent: not MemberAccessExpressionSyntax } access => access.ToString(),
                _ => "",
            })
            .Select(name => name.StartsWith("global::", StringComparison.Ordinal) ? name["global::".Length..] : name)
            .Where(name => name.Contains('.', StringComparison.Ordinal) || name == "Grpc");

    /// <summary>Where a node stands, for a message: path and line, counted from 1.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    /// <summary>Every source of the repository, generated ones excepted.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = ReadAll();

    /// <summary>The folder that holds IMSConference.sln.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "IMSConference.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"IMSConference.sln is not above {AppContext.BaseDirectory}");
    }

    private static SourceFile[] ReadAll()
    {
        var root = FindRoot();
        return [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, (CompilationUnitSyntax)CSharpSyntaxTree
                .ParseText(File.ReadAllText(System.IO.Path.Combine(root, path)), path: path).GetRoot()))];
    }
}
