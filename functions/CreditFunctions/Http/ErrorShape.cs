namespace CreditFunctions.Http;

/// <summary>
/// How errors under a path look where it is not RFC 9457: the vendor's own envelope, status and headers. Set on a request before anything can go wrong with it, so that
/// what every function shares (keys, limits, routing, outages) need not know who asks.
/// </summary>
/// <param name="http">The request; headers of the answer may be set.</param>
/// <param name="problem">What is wrong.</param>
/// <returns>The status and the JSON body.</returns>
internal delegate (int Status, byte[] Body) ErrorShape(HttpContext http, Problem problem);
