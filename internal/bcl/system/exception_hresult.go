package system

// hresult is the number that .NET Framework gives exceptions of a type.
func hresult(name string) int32 {
	code := uint32(0x80131500)
	switch name {
	case "System.SystemException":
		code = 0x80131501
	case "System.ApplicationException":
		code = 0x80131600
	case "System.ArgumentException", "System.Text.EncoderFallbackException", "System.Text.DecoderFallbackException":
		code = 0x80070057
	case "System.ArgumentNullException", "System.NullReferenceException":
		code = 0x80004003
	case "System.ArgumentOutOfRangeException":
		code = 0x80131502
	case "System.ArithmeticException":
		code = 0x80070216
	case "System.DivideByZeroException":
		code = 0x80020012
	case "System.OverflowException":
		code = 0x80131516
	case "System.ArrayTypeMismatchException":
		code = 0x80131503
	case "System.FormatException", "System.UriFormatException":
		code = 0x80131537
	case "System.IndexOutOfRangeException":
		code = 0x80131508
	case "System.InvalidCastException":
		code = 0x80004002
	case "System.InvalidOperationException":
		code = 0x80131509
	case "System.ObjectDisposedException":
		code = 0x80131622
	case "System.NotImplementedException":
		code = 0x80004001
	case "System.NotSupportedException":
		code = 0x80131515
	case "System.OutOfMemoryException":
		code = 0x8007000E
	case "System.RankException":
		code = 0x80131517
	case "System.TimeoutException", "System.Text.RegularExpressions.RegexMatchTimeoutException":
		code = 0x80131505
	case "System.OperationCanceledException":
		code = 0x8013153B
	case "System.Collections.Generic.KeyNotFoundException":
		code = 0x80131577
	case "System.IO.IOException":
		code = 0x80131620
	case "System.Security.Cryptography.CryptographicException":
		code = 0x80131430
	case "System.Xml.XmlException":
		code = 0x80131940
	}
	return int32(code)
}
