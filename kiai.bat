@echo off
rem Runs kiai; builds what is missing on first use. KIAI_JAVA_OPTS adds flags for the JVM.
setlocal
set "KIAI_HOME=%~dp0"
if "%KIAI_HOME:~-1%"=="\" set "KIAI_HOME=%KIAI_HOME:~0,-1%"
set "CLASSES=%KIAI_HOME%\target\kiai.jar;%KIAI_HOME%\target\lib\*"
if exist "%KIAI_HOME%\runtime\bin\java.exe" (
  set "JAVA=%KIAI_HOME%\runtime\bin\java"
  set "CLASSES=%KIAI_HOME%\lib\*"
  goto run
)
set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" --version 2>nul | findstr /r /c:"^[a-z]* 2[5-9]" /c:"^[a-z]* [3-9][0-9]" >nul
if errorlevel 1 (
  echo kiai needs a JDK 25 or newer. Install one ^(for example Eclipse Temurin 25^) and set JAVA_HOME to its folder. 1>&2
  exit /b 1
)
if not exist "%KIAI_HOME%\target\kiai.jar" (
  echo Building kiai ^(first use only^) ... 1>&2
  pushd "%KIAI_HOME%"
  call mvn -q -B -DskipTests -Dspotless.check.skip=true package 1>&2
  if errorlevel 1 ( popd & exit /b 1 )
  popd
)
:run
rem ONNX Runtime would tell its makers about each start.
set "ORT_DISABLE_TELEMETRY=1"
rem The program writes UTF-8; the console gets its code page back afterwards.
for /f "tokens=2 delims=:." %%p in ('chcp') do set "PAGE=%%p"
chcp 65001 >nul
"%JAVA%" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow %KIAI_JAVA_OPTS% -cp "%CLASSES%" kiai.cli.Main %*
set "STATUS=%ERRORLEVEL%"
if defined PAGE chcp %PAGE% >nul
exit /b %STATUS%
