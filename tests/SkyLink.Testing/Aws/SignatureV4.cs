using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace SkyLink.Testing.Aws;

/// <summary>
/// Checks AWS Signature Version 4 of a request: the canonical request, the string to sign and the chain of HMAC-SHA256,
/// computed here from the documentation and with no code of AWS.
/// </summary>
internal static partial class SignatureV4
{
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(5);

    /// <summary>The service that the request is signed for.</summary>
    /// <exception cref="AwsFaultException">The signature is missing or wrong.</exception>
    public static string Check(HttpRequest request, string body)
    {
        var given = Authorization().Match(request.Headers.Authorization.ToString());
        if (!given.Success)
        {
            throw new AwsFaultException("MissingAuthenticationTokenException", "Request is missing Authentication Token");
        }

        var (day, region, service) = (given.Groups["day"].Value, given.Groups["region"].Value, given.Groups["service"].Value);
        if (given.Groups["key"].Value != LocalAws.AccessKey)
        {
            throw new AwsFaultException(
                "UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        if (region != LocalAws.Region)
        {
            throw new AwsFaultException(
                "InvalidSignatureException", $"Credential should be scoped to a valid region, not '{region}'.");
        }

        var time = request.Headers["X-Amz-Date"].ToString();
        if (!DateTimeOffset.TryParseExact(
                time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || (TimeProvider.System.GetUtcNow() - at).Duration() > SkewMax || day != time[..8])
        {
            throw new AwsFaultException(
                "InvalidSignatureException",
                $"Signature expired: {time} is not now ({TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'})");
        }

        var names = given.Groups["headers"].Value.Split(';');
        foreach (var needed in new[] { "host", "x-amz-date", "x-amz-target" })
        {
            if (!names.Contains(needed))
            {
                throw new AwsFaultException("InvalidSignatureException", $"'{needed}' must be a signed header.");
            }
        }

        var headers = string.Concat(names.Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        var canonical =
            $"{request.Method}\n{request.Path}\n\n{headers}\n{given.Groups["headers"].Value}\n{Hash(body)}";
        var scope = $"{day}/{region}/{service}/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hash(canonical)}";
        var key = new[] { day, region, service, "aws4_request" }
            .Aggregate(Encoding.UTF8.GetBytes($"AWS4{LocalAws.SecretKey}"), Mac);
        if (Convert.ToHexStringLower(Mac(key, toSign)) != given.Groups["signature"].Value)
        {
            throw new AwsFaultException(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.");
        }

        return service;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<key>[A-Z0-9]+)/(?<day>[0-9]{8})/(?<region>[a-z0-9-]+)/(?<service>[a-z]+)/aws4_request, "
        + "SignedHeaders=(?<headers>[a-z0-9;-]+), Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();
}
